namespace LineaSharp;

public partial class LineaException
{
    internal static LineaException NoMlflowStore(string option, string uri) => new(
        ErrorCode.NotSupported,
        $"There is no MLflow store for the {option} '{uri}'. Supported: sqlite:///relative/mlflow.db, sqlite:////absolute/mlflow.db.");

    internal static LineaException SqliteInMemory(string option, string uri) => new(
        ErrorCode.NotConfigured,
        $"The {option} '{uri}' names no file. A database in memory would be gone after the first call; name one: sqlite:///mlflow.db (in the working directory) or sqlite:////absolute/mlflow.db.");

    internal static LineaException DatabaseIsTooOld(string path, string? head, IReadOnlyList<string> missing) => new(
        ErrorCode.NotSupported,
        $"The database {path} cannot be used: {(head is null ? "it is no MLflow database" : $"its schema ({head}) is that of an MLflow older than 3.10")}, "
        + $"it lacks {string.Join(", ", missing.Take(6))}{(missing.Count > 6 ? $" and {missing.Count - 6} more" : "")}. "
        + $"Take a backup, then upgrade it with MLflow 3.10 or newer: mlflow db upgrade sqlite:///{path}");

    internal static LineaException DatabaseHasWorkspaces(string path) => new(
        ErrorCode.NotSupported,
        $"The database {path} has experiments in MLflow workspaces other than 'default', which a client without workspaces would mix up. Use it through its MLflow server.");

    internal static LineaException DatabaseRefusesAccess(string path, Exception inner) => new(
        ErrorCode.PermissionDenied, $"The database {path} cannot be opened or written: {inner.Message}. Check the rights on the file and its folder.", inner);

    internal static LineaException DatabaseIsUnreachable(string path, Exception inner) => new(
        ErrorCode.Unavailable, $"The database {path} cannot be read or written: {inner.Message}. Check that its folder exists and that the disk is not full.", inner);

    internal static LineaException DatabaseIsDamaged(string path, Exception inner) => new(
        ErrorCode.CorruptArtifact, $"The file {path} is no SQLite database or is damaged: {inner.Message}. Restore it from a backup.", inner);
}
