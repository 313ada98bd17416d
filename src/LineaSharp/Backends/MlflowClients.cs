using System.Collections.Concurrent;
using LineaSharp.Mlflow;
using LineaSharp.Mlflow.Databricks;
using LineaSharp.Repositories;

namespace LineaSharp.Backends;

/// <summary>One client for each pair of tracking store and registry that a store has to do with: those configured now, and those of older versions.</summary>
internal sealed class MlflowClients(IReadOnlyList<IArtifactRepositoryScheme> repositories, MlflowHttpOptions http, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Tracking, string Registry), MlflowClient> _clients = new();
    private readonly ConcurrentDictionary<(string Tracking, string Registry), MlflowClient> _workspaces = new();

    public MlflowClient At(string trackingUri, string registryUri) => _clients.GetOrAdd((trackingUri, registryUri), New);

    /// <summary>The client of the URIs that are configured, whatever they resolve to.</summary>
    public MlflowClient Configured(string trackingUri, string? registryUri)
    {
        var configured = (Tracking: trackingUri, Registry: registryUri ?? DatabricksUri.DefaultRegistry(trackingUri));
        if (DatabricksUri.IsOne(configured.Tracking) || DatabricksUri.IsOne(configured.Registry))
        {
            // Versions name the workspace by host. As long as a profile of it is configured, that is who asks for them.
            var workspace = _workspaces.GetOrAdd(configured, New);
            _clients[(workspace.TrackingUri, workspace.RegistryUri)] = workspace;
            return workspace;
        }
        // Absolute before anything else: another working directory must not make it another database.
        var client = New(configured);
        return At(client.TrackingUri, client.RegistryUri);
    }

    /// <summary>The client that a version was saved through.</summary>
    public MlflowClient Of(MlflowOrigin origin) => At(origin.TrackingUri, origin.RegistryUri);

    private MlflowClient New((string Tracking, string Registry) at) => new(new MlflowClientOptions
    {
        TrackingUri = at.Tracking, RegistryUri = at.Registry, Repositories = repositories, Http = http, TimeProvider = clock,
    });
}
