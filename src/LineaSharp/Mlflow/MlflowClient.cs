using LineaSharp.Mlflow.Storage;

namespace LineaSharp.Mlflow;

/// <summary>MLflow's client: experiments, runs, logged models, the model registry and their artifacts. No Python is needed.</summary>
/// <remarks>
/// <c>new MlflowClient("sqlite:///mlflow.db")</c> reads and writes MLflow's own database, so <c>mlflow ui</c> on the same file shows the same runs;
/// <c>new MlflowClient("postgresql://user:password@host/database")</c> does so on a PostgreSQL server.
/// <c>new MlflowClient("http://host:5000")</c> speaks to an MLflow server of the 2.x or 3.x line.
/// <c>new MlflowClient("databricks")</c> and <c>new MlflowClient("databricks://profile")</c> speak to a Databricks workspace, with Unity Catalog as the registry unless
/// another is named; this was written from Databricks' public interface and tested against a stub of it, never against Databricks itself.
/// The client keeps no state of its own; it is safe to use from many threads. The chapters follow MLflow's:
/// experiments, runs, metrics, logged models, registered models, model versions, artifacts.
/// </remarks>
public sealed partial class MlflowClient
{
    private readonly ITrackingStore _tracking;
    private readonly IModelRegistryStore _registry;
    private readonly MlflowClientOptions _options;
    private readonly MlflowArtifacts _artifacts;

    /// <summary>Makes a client of a tracking store and a model registry. Nothing is contacted before the first call.</summary>
    /// <param name="trackingUri">The default is the environment variable MLFLOW_TRACKING_URI, else <c>sqlite:///mlflow.db</c> in the working directory.</param>
    /// <param name="registryUri">The default is the environment variable MLFLOW_REGISTRY_URI, else the tracking store; for Databricks its Unity Catalog.</param>
    /// <exception cref="LineaException">NotSupported: there is no store for the scheme of a URI. NotConfigured: a URI is malformed.</exception>
    public MlflowClient(string? trackingUri = null, string? registryUri = null)
        : this(new MlflowClientOptions { TrackingUri = trackingUri, RegistryUri = registryUri })
    {
    }

    /// <summary>Makes a client from options. Nothing is contacted before the first call.</summary>
    /// <exception cref="LineaException">NotSupported: there is no store for the scheme of a URI. NotConfigured: a URI is malformed.</exception>
    public MlflowClient(MlflowClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var stores = MlflowStores.Open(options);
        _options = options;
        _artifacts = stores.Artifacts;
        _tracking = stores.Tracking;
        _registry = stores.Registry;
        TrackingUri = stores.TrackingUri;
        RegistryUri = stores.RegistryUri;
    }

    /// <summary>The tracking store's URI, absolute and without credentials. A Databricks workspace is <c>https://host</c>: who asks is looked up again by host.</summary>
    public string TrackingUri { get; }

    /// <summary>The model registry's URI, absolute and without credentials. Unity Catalog is <c>databricks-uc+https://host</c>.</summary>
    public string RegistryUri { get; }

    internal TimeProvider Clock => _options.TimeProvider;

    /// <summary>Refuses what the registry would refuse, before any work is done.</summary>
    /// <exception cref="MlflowException">InvalidArgument: Unity Catalog takes neither the name nor a model without such a signature.</exception>
    internal void CheckRegistration(string name, Models.ModelSignature? signature)
    {
        if (_registry is Databricks.UnityCatalogStore) Databricks.UnityCatalogStore.Check(name, signature);
    }

    private static async IAsyncEnumerable<T> AllPages<T>(
        Func<string?, Task<Page<T>>> getPage, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var pages = new PageGuard();
        string? token = null;
        do
        {
            ct.ThrowIfCancellationRequested();
            var page = await getPage(token).ConfigureAwait(false);
            foreach (var item in page.Items) yield return item;
            token = pages.Next(page.NextPageToken, page.Items.Count, "the search");
        }
        while (token is not null);
    }
}
