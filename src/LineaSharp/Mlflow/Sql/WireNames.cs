namespace LineaSharp.Mlflow.Storage;

/// <summary>The words and numbers that MLflow's database has for our enums.</summary>
internal static class WireNames
{
    public const string Active = "active";
    public const string Deleted = "deleted";

    public static string[] Stages(ViewType view) => view switch
    {
        ViewType.ActiveOnly => [Active],
        ViewType.DeletedOnly => [Deleted],
        ViewType.All => [Active, Deleted],
        _ => throw new ArgumentOutOfRangeException(nameof(view), view, "No such view."),
    };

    public static string Name(LifecycleStage stage) => stage == LifecycleStage.Active ? Active : Deleted;

    public static LifecycleStage Stage(string? name) => name == Deleted ? LifecycleStage.Deleted : LifecycleStage.Active;

    public static string Name(RunStatus status) => status switch
    {
        RunStatus.Running => "RUNNING",
        RunStatus.Scheduled => "SCHEDULED",
        RunStatus.Finished => "FINISHED",
        RunStatus.Failed => "FAILED",
        RunStatus.Killed => "KILLED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No such status of a run."),
    };

    public static RunStatus Status(string? name) => name switch
    {
        "SCHEDULED" => RunStatus.Scheduled,
        "FINISHED" => RunStatus.Finished,
        "FAILED" => RunStatus.Failed,
        "KILLED" => RunStatus.Killed,
        _ => RunStatus.Running,
    };

    public static int Number(LoggedModelStatus status) => (int)status;

    public static LoggedModelStatus LoggedModelStatus(long number) =>
        number is >= 1 and <= 3 ? (LoggedModelStatus)number : Mlflow.LoggedModelStatus.Unspecified;
}
