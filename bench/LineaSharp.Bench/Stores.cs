using LineaSharp.Configuration;
using LineaSharp.Models;

namespace LineaSharp.Bench;

/// <summary>Stores that know nothing of the process's environment.</summary>
internal static class Stores
{
    public static ArtifactStore Open(string home, string? mlflowTrackingUri = null, params IModelFlavor[] flavors)
    {
        var options = new LineaOptions(environment: _ => null);
        options.Set("home_dir", home);
        options.Set("mlflow_tracking_uri", mlflowTrackingUri);
        return new ArtifactStore(new ArtifactStoreOptions { Options = options, Flavors = flavors });
    }
}
