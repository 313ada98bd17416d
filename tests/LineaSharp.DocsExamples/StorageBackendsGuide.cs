using LineaSharp;
using LineaSharp.MLNet;
using LineaSharp.Mlflow;
using LineaSharp.Models;
using Microsoft.ML;

/// <summary>The pieces of docs/storage-backends.md; they compile, and are not run: they name servers.</summary>
internal static class StorageBackendsGuide
{
    public static void Configure()
    {
        Linea.Options.Set("mlflow_tracking_uri", "sqlite:///mlflow.db");      // MLflow's own database: no server, no Python
        Linea.Options.Set("mlflow_tracking_uri", "http://mlflow.lan:5000");   // a server of MLflow 2.x or 3.x
        Linea.Options.Set("mlflow_tracking_uri", "databricks://team");        // a profile of ~/.databrickscfg
        Linea.Options.Set("mlflow_registry_uri", "databricks-uc");            // only when the registry is another
        Linea.Options.Set("mlflow_artifacts_destination", "http://host:5000"); // only with the database of a server: who keeps its artifacts
    }

    public static void NotConfigured(MLNetModel model)
    {
        Linea.Save(model, "clf");                                             // linea
        Linea.Save(model, "clf", storageBackend: "linea");                    // linea
        Linea.Save(model, "clf", storageBackend: "mlflow");                   // error NotConfigured: set mlflow_tracking_uri
    }

    public static void DefaultIsMlflow(MLNetModel model)
    {
        Linea.Options.Set("mlflow_tracking_uri", "http://mlflow.lan:5000");
        Linea.Save(model, "clf");                                             // mlflow: logged, and a version of the registered model clf
        Linea.Save(model, "clf", storageBackend: "mlflow");                   // mlflow, the same
        Linea.Save(model, "clf", storageBackend: "linea");                    // linea; MLflow hears nothing of it
        Linea.Save(new { Accuracy = 0.97 }, "metrics");                       // linea: no model
    }

    public static void DefaultIsLinea(MLNetModel model)
    {
        Linea.Options.Set("mlflow_tracking_uri", "http://mlflow.lan:5000");
        Linea.Options.Set("default_ml_models_storage_backend", "linea");
        Linea.Save(model, "clf");                                             // linea
        Linea.Save(model, "clf", storageBackend: "mlflow");                   // mlflow: this one is published
    }

    public static void Save(MLNetModel model, Run run)
    {
        Linea.Save(model, "clf", registeredModelName: "churn-classifier", options: new SaveOptions
        {
            LogModel = new LogModelOptions
            {
                RunId = run.Id,                                          // its params are copied, its metrics linked
                Tags = new Dictionary<string, string> { ["team"] = "growth" },
                Metadata = new Dictionary<string, object?> { ["data"] = "2026-11" },
            },
        });
    }

    public static async Task<(ITransformer, ITransformer)> GetAsync()
    {
        var byLinea = Linea.Get("clf").GetValue<ITransformer>();                       // checked against the digests of the save

        var client = new MlflowClient("http://mlflow.lan:5000");
        var newest = (await client.SearchModelVersionsAsync("name = 'churn-classifier'", orderBy: ["version_number DESC"]))[0];
        var byMlflow = await MLNet.LoadModelAsync($"models:/churn-classifier/{newest.Version}", client);

        var origin = Linea.Get("clf").Mlflow!;                                         // from one to the other
        var same = await MLNet.LoadModelAsync(origin.ModelUri, new MlflowClient(origin.TrackingUri, origin.RegistryUri));
        return (byLinea, byMlflow ?? same);
    }

    public static async Task LogEverythingAsync(MLNetModel model, MlflowClient client)
    {
        var saved = Linea.Save(model, "clf");                                          // every experiment is in MLflow
        await client.SetRegisteredModelAliasAsync("clf", "champion", saved.Mlflow!.RegisteredModelVersion!.Value);
    }

    public static void PublishTheGood(MLNetModel model, double accuracy)
    {
        Linea.Options.Set("default_ml_models_storage_backend", "linea");
        var candidate = Linea.Save(model, "clf");                                                      // every experiment stays here
        if (accuracy > 0.95) candidate.CopyTo("mlflow", registeredModelName: "churn-classifier");
    }
}
