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
    public MlflowClient Configured() => options.MlflowTrackingUri is { } tracking
        ? At(tracking, options.MlflowRegistryUri ?? DatabricksUri.DefaultRegistry(tracking), template)
        : throw LineaException.MlflowNotConfigured();

    /// <summary>The client of the server or database that a version was saved to.</summary>
    public MlflowClient Of(MlflowOrigin origin) => IsConfigured(origin) ? Configured() : At(origin.TrackingUri, origin.RegistryUri, _elsewhere);

    // Then what the options say of the server beyond its address (a name and password, a profile) counts for the version, too.
    private bool IsConfigured(MlflowOrigin origin)
    {
        if (options.MlflowTrackingUri is null) return false;
        try
        {
            var configured = Configured();
            return configured.TrackingUri == origin.TrackingUri && configured.RegistryUri == origin.RegistryUri;
        }
        catch (LineaException)
        {
            return false; // what is configured now cannot be reached; the version is elsewhere
        }
    }

    private MlflowClient At(string trackingUri, string registryUri, MlflowClientOptions others) => _clients.GetOrAdd(
        (trackingUri, registryUri, options.MlflowArtifactsDestination, Environment.CurrentDirectory, ReferenceEquals(others, template)),
        key => new MlflowClient(others with { TrackingUri = key.Tracking, RegistryUri = key.Registry, ArtifactsDestination = key.Artifacts ?? others.ArtifactsDestination }));
}
