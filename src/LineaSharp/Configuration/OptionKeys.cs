using LineaSharp.Internal;

namespace LineaSharp.Configuration;

/// <summary>The keys of all options.</summary>
internal static class OptionKeys
{
    public const string HomeDir = "home_dir";
    public const string ArtifactStorageDir = "artifact_storage_dir";
    public const string DatabaseUrl = "database_url";
    public const string StorageOptions = "storage_options";
    public const string MlflowTrackingUri = "mlflow_tracking_uri";
    public const string MlflowRegistryUri = "mlflow_registry_uri";
    public const string MlflowArtifactsDestination = "mlflow_artifacts_destination";
    public const string DefaultMlModelsStorageBackend = "default_ml_models_storage_backend";
    public const string LoggingLevel = "logging_level";
    public const string LoggingFile = "logging_file";

    public static IReadOnlyList<string> All { get; } =
    [
        HomeDir, ArtifactStorageDir, DatabaseUrl, StorageOptions, MlflowTrackingUri, MlflowRegistryUri, MlflowArtifactsDestination, DefaultMlModelsStorageBackend,
        LoggingLevel, LoggingFile,
    ];

    public static bool Has(string key) => All.Contains(key, StringComparer.Ordinal);

    public static string EnvironmentVariable(string key) => "LINEA_" + key.ToUpperInvariant();

    public static string CommandLineOption(string key) => "--" + key.Replace('_', '-');

    /// <summary><c>No option 'x'. Did you mean 'y'? The options are …</c></summary>
    public static string Unknown(string key)
    {
        var nearest = Nearest.To(key, All) is { } near ? $" Did you mean '{near}'?" : "";
        return $"No option '{key}'.{nearest} The options are: {string.Join(", ", All)}.";
    }
}
