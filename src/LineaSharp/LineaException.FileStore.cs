namespace LineaSharp;

public partial class LineaException
{
    internal static LineaException NoFileStore(string folder) => new(
        ErrorCode.NotFound,
        File.Exists(folder)
            ? $"There is no MLflow file store at '{folder}': it is a file. A database is addressed as sqlite:///{folder}; a file store by its folder."
            : $"There is no MLflow file store at '{folder}': the folder does not exist. Give the folder that holds the experiments (mostly one called mlruns).");

    internal static LineaException BadFileUri(string option, string uri) => new(
        ErrorCode.NotConfigured, $"The {option} '{uri}' names no local folder. Expected file:///absolute/mlruns, ./mlruns or /absolute/mlruns.");

    internal static LineaException FileStoreIsReadOnly(string folder) => new(
        ErrorCode.NotSupported,
        $"The MLflow file store at '{folder}' can be read and not written: MLflow itself has given up file stores. "
        + $"Move it into a database by MLflow 3.11 or newer, mlflow migrate-filestore --source \"{folder}\" --target sqlite:///mlflow.db, "
        + "and use that database as tracking URI (sqlite:///mlflow.db).");

    internal static LineaException DamagedFile(string path, string problem, Exception? inner = null) => new(
        ErrorCode.CorruptArtifact, $"'{path}' in an MLflow file store cannot be used: {problem}.", inner);

    internal static LineaException SearchMeetsDamage(LineaException damage) => new(
        ErrorCode.CorruptArtifact,
        $"{damage.Message} The search ended there, so that nothing is missing unnoticed. "
        + "Repair or remove it, or set MlflowClientOptions.OnDamagedEntry to be told and have the rest.",
        damage);

    internal static LineaException FileStoreUnreadable(string folder, Exception inner) => new(
        inner is UnauthorizedAccessException ? ErrorCode.PermissionDenied : ErrorCode.Unavailable,
        $"The MLflow file store at '{folder}' could not be read: {inner.Message}", inner);
}
