using System.Collections.Concurrent;
using LineaSharp.Mlflow;
using LineaSharp.Mlflow.Databricks;

namespace LineaSharp.Backends;

/// <summary>One client for each pair of tracking store and registry that a store has to do with: those configured now, and those of older versions.</summary>
/// <param name="options">Where new versions go.</param>
/// <param name="template">Everything about a client but its addresses.</param>
internal sealed class MlflowClients(LineaOptions options, MlflowClientOptions template)
{
    // A relative path means another database in another working directory.
    private readonly ConcurrentDictionary<(string Tracking, string Registry, string? Artifacts, string WorkingDirectory, bool IsConfigured), MlflowClient> _clients = new();

    // What the caller gave for the configured servers is nothing for a server that only the catalog names.
    private readonly MlflowClientOptions _elsewhere = template with { Http = template.Http with { Username = null, Password = null, Token = null } };

    /// <summary>The client that new versions go through.</summary>
    /// <exception cref="LineaException">NotConfigured: the option mlflow_tracking_uri is not set.</exception>
    public MlflowClient Configured() => options.MlflowTrackingUri is { } tracking ? At(tracking, ConfiguredRegistry(tracking), template) : throw LineaException.MlflowNotConfigured();

    /// <summary>The client of the server or database that a version was saved to.</summary>
    public MlflowClient Of(MlflowOrigin origin)
    {
        var (tracking, registry) = (AsConfigured(origin.TrackingUri), AsConfigured(origin.RegistryUri));
        var isConfigured = tracking == options.MlflowTrackingUri && registry == ConfiguredRegistry(tracking);
        return At(tracking, registry, isConfigured ? template : _elsewhere);
    }

    // Where the options name the same place, what they say of it beyond its address (a name and password, a profile) counts for the version, too.
    private string AsConfigured(string uri)
    {
        if (options.MlflowTrackingUri is not { } tracking) return uri;
        try
        {
            var configured = Configured();
            if (configured.TrackingUri == uri) return tracking;
            return configured.RegistryUri == uri ? ConfiguredRegistry(tracking) : uri;
        }
        catch (LineaException)
        {
            return uri; // what is configured now is malformed; the version is elsewhere
        }
    }

    private string ConfiguredRegistry(string tracking) => options.MlflowRegistryUri ?? DatabricksUri.DefaultRegistry(tracking);

    private MlflowClient At(string trackingUri, string registryUri, MlflowClientOptions others) => _clients.GetOrAdd(
        (trackingUri, registryUri, options.MlflowArtifactsDestination, Environment.CurrentDirectory, ReferenceEquals(others, template)),
        key => new MlflowClient(others with { TrackingUri = key.Tracking, RegistryUri = key.Registry, ArtifactsDestination = key.Artifacts ?? others.ArtifactsDestination }));
}
