namespace LineaSharp;

public partial class LineaException
{
    internal static LineaException BadDatabricksUri(string option, string uri, string problem) => new(
        ErrorCode.NotConfigured, $"The {option} '{uri}' cannot be used: {problem}. Expected databricks, databricks://profile, databricks-uc or databricks-uc://profile.");

    internal static LineaException NoSecretScopes(string option, string uri) => new(
        ErrorCode.NotSupported, $"The {option} '{uri}' names a secret scope, which only code that runs on Databricks can read. Name a profile of ~/.databrickscfg: databricks://profile.");

    internal static LineaException CatalogTracksNothing(string uri) => new(
        ErrorCode.NotConfigured, $"The tracking URI is '{uri}', but Unity Catalog keeps registered models only. Set the tracking URI to databricks or databricks://profile, and the registry URI to '{uri}'.");

    internal static LineaException DatabricksNotConfigured(string path) => new(
        ErrorCode.NotConfigured, $"Databricks is asked for, and nothing says which workspace: DATABRICKS_HOST and DATABRICKS_CONFIG_PROFILE are not set, and there is no profile DEFAULT in '{path}'. Set DATABRICKS_HOST and DATABRICKS_TOKEN, or name a profile: databricks://profile.");

    internal static LineaException NoExperimentNamed() => new(
        ErrorCode.NotConfigured, "A Databricks workspace has no default experiment, and none is named. Name one by its path, such as /Users/me@example.com/churn: StartRunOptions.Experiment, LogModelOptions.Experiment, MlflowClientOptions.Experiment, or the environment variable MLFLOW_EXPERIMENT_NAME (or MLFLOW_EXPERIMENT_ID).");

    internal static LineaException TwoExperiments(string id, string name, string idOfName) => new(
        ErrorCode.NotConfigured, $"MLFLOW_EXPERIMENT_ID is '{id}', and MLFLOW_EXPERIMENT_NAME is '{name}', which is the experiment {idOfName}. Set one of them.");

    internal static LineaException NoDatabricksProfile(string profile, string path, IEnumerable<string> known) => new(
        ErrorCode.NotConfigured, $"There is no profile '{profile}' in '{path}'. Profiles there: {(known.Any() ? string.Join(", ", known) : "none")}.");

    internal static LineaException NoDatabricksHost(string whence) => new(
        ErrorCode.NotConfigured, $"There is no host in {whence}. Add host = https://… there.");

    internal static LineaException BadDatabricksHost(string whence, string problem) => new(
        ErrorCode.NotConfigured, $"The Databricks host in {whence} cannot be used: {problem}. Expected https://host.");

    internal static LineaException NoDatabricksCredentials(string host) => new(
        ErrorCode.NotConfigured, $"There are no credentials for the Databricks workspace {host}. Set DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, beside DATABRICKS_HOST, or give the workspace a profile in ~/.databrickscfg with a token, or client_id and client_secret. For any other kind of identity, set MlflowHttpOptions.Handler.");

    internal static LineaException HalfOfDatabricksCredentials(string whence, string found, string missing) => new(
        ErrorCode.NotConfigured, $"There is a {found} in {whence}, and no {missing}. Set both.");

    internal static LineaException SeveralDatabricksProfiles(string host, IEnumerable<string> profiles, string path) => new(
        ErrorCode.NotConfigured, $"Several profiles in '{path}' are for the workspace {host}: {string.Join(", ", profiles)}. Choose one by DATABRICKS_CONFIG_PROFILE.");

    internal static LineaException BadDatabricksConfigFile(string path, Exception inner) => new(
        ErrorCode.NotConfigured, $"The file '{path}' with the profiles of Databricks cannot be read: {inner.Message}", inner);

    internal static LineaException UnknownSignedUrl(string path, string problem) => new(
        ErrorCode.NotSupported, $"Databricks gave a signed URL for '{path}' that cannot be used: {problem}.");

    internal static LineaException TooLargeForOnePut(string path, long length, long limit) => new(
        ErrorCode.NotSupported, $"'{path}' has {length} bytes; Databricks takes at most {limit} at once there, and offers no upload in parts for it. Split the file.");

    internal static LineaException DatabricksDeletesNoArtifacts(string root) => new(
        ErrorCode.NotSupported, $"Databricks has no call that deletes single artifacts at {root}. Delete the run, the logged model or the model version.");

    internal static LineaException CatalogNeedsPackage(string location, string storage, string? package) => new(
        ErrorCode.NotSupported, package is null
            ? $"The files at {location} lie in {storage}, and Unity Catalog gives no signed URLs for them. No package of LineaSharp reads them there; use a catalog with default storage."
            : $"The files at {location} lie in {storage}, and Unity Catalog gives keys and no signed URLs for them. Direct access needs the package {package}.");
}
