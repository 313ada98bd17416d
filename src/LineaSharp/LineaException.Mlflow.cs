namespace LineaSharp;

public partial class LineaException
{
    internal static LineaException NoMlflowStore(string option, string uri) => new(
        ErrorCode.NotSupported,
        $"There is no MLflow store for the {option} '{uri}'. Supported: http://host:port, https://host/path, sqlite:///relative/mlflow.db, sqlite:////absolute/mlflow.db, postgresql://user:password@host:port/database, and for reading ./mlruns, file:///absolute/mlruns.");

    internal static LineaException SqliteInMemory(string option, string uri) => new(
        ErrorCode.NotConfigured,
        $"The {option} '{uri}' names no file. A database in memory would be gone after the first call; name one: sqlite:///mlflow.db (in the working directory) or sqlite:////absolute/mlflow.db.");

    internal static LineaException BadPostgresUri(string option, string problem) => new(
        ErrorCode.NotConfigured,
        $"The {option} begins as a PostgreSQL address, but {problem}. Expected: postgresql://user:password@host:port/database, or postgresql:///database?host=/folder/of/the/socket; "
        + "special characters in user and password are percent-encoded.");

    internal static LineaException UnknownPostgresParameter(string option, string name) => new(
        ErrorCode.NotConfigured,
        $"The {option} has the parameter '{name}', which is not supported, or not with that value. Supported: host, port, dbname, user, password, passfile, sslmode, sslnegotiation, sslrootcert, "
        + "sslcert, sslkey, sslpassword, channel_binding, gssencmode, krbsrvname, connect_timeout, application_name, options, keepalives, keepalives_idle, keepalives_interval, client_encoding=utf8.");

    internal static LineaException NoPostgresSchema(string uri) => new(
        ErrorCode.NotConfigured, $"The database {uri} has none of the schemas in the connection's search_path, so there is no place for MLflow's tables. Create the schema or correct the search_path.");

    internal static LineaException CommitUnknown(string uri, Exception inner) => new(
        ErrorCode.Unavailable,
        $"Using the MLflow database {uri} failed: the connection was lost while the change was being committed, so it may or may not have been made. Look before you repeat it.", inner);

    internal static LineaException DatabaseIsTooOld(string name, string uri, string? head, IReadOnlyList<string> missing) => new(
        ErrorCode.NotSupported,
        $"The database {name} cannot be used: {(head is null ? "it is no MLflow database" : $"its schema ({head}) is that of an MLflow older than 3.10")}, "
        + $"it lacks {string.Join(", ", missing.Take(6))}{(missing.Count > 6 ? $" and {missing.Count - 6} more" : "")}. "
        + $"Take a backup, then upgrade it with MLflow 3.10 or newer: mlflow db upgrade {uri}");

    internal static LineaException DatabaseHasWorkspaces(string name) => new(
        ErrorCode.NotSupported,
        $"The database {name} has experiments in MLflow workspaces other than 'default', which a client without workspaces would mix up. Use it through its MLflow server.");

    internal static LineaException NoArtifactsDestination(string location) => new(
        ErrorCode.NotConfigured,
        $"The artifacts at '{location}' belong to an MLflow server, and its database does not say where that server keeps them. "
        + "Set MlflowClientOptions.ArtifactsDestination (in Linea the option mlflow_artifacts_destination) to the server's address (http://host:port), "
        + "or to the folder or URI that it was started with as --artifacts-destination.");

    internal static LineaException ServerArtifacts(string location) => new(
        ErrorCode.NotConfigured,
        $"The artifacts at '{location}' are reached through that MLflow server only, and the database does not say how to speak to it. "
        + "Set MlflowClientOptions.ArtifactsDestination (in Linea the option mlflow_artifacts_destination) to a server's address (http://host:port).");

    internal static LineaException BadArtifactLocation(string location, string problem) => new(
        ErrorCode.NotSupported, $"The artifact location '{location}' cannot be opened: {problem}.");

    internal static LineaException NoArtifact(string path, string location, Exception? inner = null) => new(
        ErrorCode.NotFound, $"There is no artifact '{path}' at {location}.", inner);

    internal static LineaException NoModelFiles(string modelUri, string location) => new(
        ErrorCode.NotFound, $"The model {modelUri} has no files at {location}. Its upload may have failed, or they were collected.");

    internal static LineaException DownloadIsCut(string path, string location, long size, long found) => new(
        ErrorCode.Unavailable, $"The download of '{path}' from {location} ended after {found} of {size} bytes. Try again.", isTransient: true);

    internal static LineaException LinkIsNotUploaded(string path) => new(
        ErrorCode.NotSupported, $"'{path}' is a link, and links are not uploaded. Put a copy in its place.");

    internal static LineaException NoModelVersion(string name, string? stage) => new(
        ErrorCode.NotFound, $"The registered model '{name}' has no version{(stage is null ? "" : $" in the stage {stage}")}.");

    internal static LineaException NotReadyInTime(LineaSharp.Mlflow.ModelVersion version, TimeSpan patience) => new(
        ErrorCode.Unavailable, $"Version {version.Version} of '{version.Name}' was still not registered after {patience}. Wait longer by AwaitReadyFor, or LogModelOptions.AwaitRegistrationFor.");

    internal static LineaException NotRegistered(LineaSharp.Mlflow.ModelVersion version) => new(
        ErrorCode.InvalidState, $"MLflow could not register version {version.Version} of '{version.Name}': {version.StatusMessage}");
}
