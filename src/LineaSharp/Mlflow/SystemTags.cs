namespace LineaSharp.Mlflow;

/// <summary>The tags that MLflow's client sets on a run by itself.</summary>
internal static class SystemTags
{
    public const string User = "mlflow.user";
    public const string SourceName = "mlflow.source.name";
    public const string SourceType = "mlflow.source.type";
    public const string ParentRun = "mlflow.parentRunId";
    public const string ModelHistory = "mlflow.log-model.history";
    public const string LoggedArtifacts = "mlflow.loggedArtifacts";
    public const string Description = "mlflow.note.content";

    /// <summary>Who started a run, and with which program.</summary>
    public static Dictionary<string, string> OfThisProgram() => new()
    {
        [User] = Environment.UserName,
        // The program as it was called; the process may be called dotnet.
        [SourceName] = Environment.GetCommandLineArgs() is [{ Length: > 0 } program, ..] ? program : AppContext.BaseDirectory,
        [SourceType] = "LOCAL",
    };
}
