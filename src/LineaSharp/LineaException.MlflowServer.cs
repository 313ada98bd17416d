namespace LineaSharp;

public partial class LineaException
{
    internal static LineaException BadServerUri(string option, string problem) => new(
        ErrorCode.NotConfigured, $"The {option} cannot be used: {problem}. Expected http://host:port or https://host/path.");

    internal static LineaException BadHttpOption(string name, string found, string expected) => new(
        ErrorCode.NotConfigured, $"{name} is '{found}'; expected {expected}.");

    internal static LineaException HalfOfCredentials(string missing) => new(
        ErrorCode.NotConfigured, $"Basic authentication needs a name and a password, and there is no {missing}. Set MlflowHttpOptions.Username and Password, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.");

    internal static LineaException UnusableSecret(string what) => new(
        ErrorCode.NotConfigured, $"The {what} for the MLflow server has a control character in it, such as a line break. Give it without.");

    internal static LineaException BadCredentialsFile(string path, string problem, Exception? inner = null) => new(
        ErrorCode.NotConfigured, $"The file '{path}' with the credentials for MLflow cannot be read: {problem}", inner);

    internal static LineaException NoSuchAuthentication(string variable) => new(
        ErrorCode.NotSupported, $"{variable} asks for an authentication that this client does not have. Unset it, or give a handler that does it as MlflowHttpOptions.Handler.");

    internal static LineaException TrustedAndUnchecked() => new(
        ErrorCode.NotConfigured, "A certificate authority for the MLflow server is set (MLFLOW_TRACKING_SERVER_CERT_PATH), and MLFLOW_TRACKING_INSECURE_TLS says that certificates are not checked. Set one of them.");

    internal static LineaException BadCertificate(string what, string path, Exception inner) => new(
        ErrorCode.NotConfigured, $"The {what} cannot be read from '{path}': {inner.Message}", inner);

    internal static LineaException CreateOnlyIsNotOffered(string path) => new(
        ErrorCode.NotSupported, $"'{path}' cannot be stored on an MLflow server only if nothing is there: the server always replaces. Put it with PutMode.Overwrite.");

    internal static LineaException ArtifactChanged(string path, string location) => new(
        ErrorCode.Unavailable, $"The artifact '{path}' at {location} changed while it was downloaded. Download it again.", isTransient: true);

    internal static LineaException FileShrank(string path, long length, long found) => new(
        ErrorCode.InvalidState, $"The file '{path}' had {length} bytes when its upload began, and only {found} later. Upload it when nobody writes to it.");

    internal static LineaException RunHasModel(string runId, string path) => new(
        ErrorCode.AlreadyExists, $"The run {runId} has a model at '{path}' already, and a server of MLflow 2 would overwrite its files. Choose another name for this one by LogModelOptions.Name.");

    internal static LineaException ListsOtherDirectory(string name, string directory) => new(
        ErrorCode.CorruptArtifact, $"The server lists '{name}' in the directory '{directory}', where only names belong.");
}
