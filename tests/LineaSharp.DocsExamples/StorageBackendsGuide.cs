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
        var byMlflow = await MLNet.LoadModelAsync("models:/churn-classifier/1");       // MLflow's own way
        return (byLinea, byMlflow);
    }
}
