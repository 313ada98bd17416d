using System.Collections.Concurrent;
using LineaSharp.Mlflow;
using LineaSharp.Repositories;

namespace LineaSharp.Backends;

/// <summary>One client for each pair of tracking store and registry that a store has to do with: those configured now, and those of older versions.</summary>
internal sealed class MlflowClients(IReadOnlyList<IArtifactRepositoryScheme> repositories, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Tracking, string Registry), MlflowClient> _clients = new();

    public MlflowClient At(string trackingUri, string registryUri) => _clients.GetOrAdd((trackingUri, registryUri), at => new MlflowClient(new MlflowClientOptions
    {
        TrackingUri = at.Tracking, RegistryUri = at.Registry, Repositories = repositories, TimeProvider = clock,
    }));

    /// <summary>The client that a version was saved through.</summary>
    public MlflowClient Of(MlflowOrigin origin) => At(origin.TrackingUri, origin.RegistryUri);
}
