using System.Collections.Concurrent;
using LineaSharp.Mlflow;
using LineaSharp.Mlflow.Databricks;
using LineaSharp.Repositories;

namespace LineaSharp.Backends;

/// <summary>One client for each pair of tracking store and registry that a store has to do with: those configured now, and those of older versions.</summary>
internal sealed class MlflowClients(LineaOptions options, IReadOnlyList<IArtifactRepositoryScheme> repositories, MlflowHttpOptions http, TimeProvider clock)
{
    // A relative path means another database in another working directory.
    private readonly ConcurrentDictionary<(string Tracking, string Registry, string? Artifacts, string WorkingDirectory), MlflowClient> _clients = new();

    /// <summary>The client that new versions go through.</summary>
    /// <exception cref="LineaException">NotConfigured: the option mlflow_tracking_uri is not set.</exception>
    public MlflowClient Configured() => options.MlflowTrackingUri is { } tracking
        ? At(tracking, options.MlflowRegistryUri ?? DatabricksUri.DefaultRegistry(tracking))
        : throw LineaException.MlflowNotConfigured();

    /// <summary>The client of the server or database that a version was saved to.</summary>
    public MlflowClient Of(MlflowOrigin origin) => At(AsConfigured(origin.TrackingUri), AsConfigured(origin.RegistryUri));

    // Where the options name the same place, what they say of it beyond its address (a name and password, a profile) counts for the version, too.
    private string AsConfigured(string uri)
    {
        if (options.MlflowTrackingUri is not { } tracking) return uri;
        try
        {
            var configured = Configured();
            if (configured.TrackingUri == uri) return tracking;
            return configured.RegistryUri == uri ? options.MlflowRegistryUri ?? DatabricksUri.DefaultRegistry(tracking) : uri;
        }
        catch (LineaException)
        {
            return uri; // what is configured now is malformed; the version is elsewhere
        }
    }

    private MlflowClient At(string trackingUri, string registryUri) => _clients.GetOrAdd(
        (trackingUri, registryUri, options.MlflowArtifactsDestination, Environment.CurrentDirectory),
        key => new MlflowClient(new MlflowClientOptions
        {
            TrackingUri = key.Tracking, RegistryUri = key.Registry, ArtifactsDestination = key.Artifacts, Repositories = repositories, Http = http, TimeProvider = clock,
        }));
}
