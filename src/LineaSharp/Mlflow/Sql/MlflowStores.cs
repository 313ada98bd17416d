namespace LineaSharp.Mlflow.Storage;

/// <summary>The two stores that a client speaks to, opened from their URIs.</summary>
internal sealed record MlflowStores(ITrackingStore Tracking, IModelRegistryStore Registry, string TrackingUri, string RegistryUri)
{
    public static MlflowStores Open(MlflowClientOptions options) => throw new NotImplementedException();
}
