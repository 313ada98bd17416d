
namespace LineaSharp.Backends;

/// <summary>Chooses the storage backend of a save: the whole routing table, as a function.</summary>
internal static class Routing
{
    /// <param name="requested">The backend the caller named, or null.</param>
    /// <param name="isModel">Whether a registered flavor supports the value.</param>
    /// <param name="options">Where mlflow_tracking_uri and default_ml_models_storage_backend are read.</param>
    /// <exception cref="LineaException">NotConfigured: MLflow was asked for, and no mlflow_tracking_uri is set.</exception>
    /// <exception cref="ArgumentException">There is no such backend.</exception>
    public static Placement Choose(string? requested, bool isModel, LineaOptions options)
    {
        var asked = requested is null ? null : StorageBackend.Parse(requested);
        if (asked == StorageBackend.Linea) return new Placement(asked, StorageBackend.Linea, "The caller asked for linea.");
        if (!isModel) return new Placement(asked, StorageBackend.Linea, asked is null
            ? "It is no model of a registered flavor."
            : "MLflow was asked for, but the value is no model of a registered flavor; such values live in linea.");

        var hasMlflow = options.MlflowTrackingUri is not null;
        if (asked == StorageBackend.Mlflow)
            return hasMlflow ? new Placement(asked, StorageBackend.Mlflow, "The caller asked for mlflow.") : throw LineaException.MlflowNotConfigured();
        if (!hasMlflow) return new Placement(null, StorageBackend.Linea, "mlflow_tracking_uri is not set.");
        return options.DefaultMlModelsStorageBackend == StorageBackend.Linea
            ? new Placement(null, StorageBackend.Linea, "default_ml_models_storage_backend is linea.")
            : new Placement(null, StorageBackend.Mlflow, "It is a model, and mlflow_tracking_uri is set.");
    }
}
