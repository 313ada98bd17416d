using LineaSharp.Mlflow;
using LineaSharp.Models;

namespace LineaSharp.Tests.Stores;

/// <summary>A store in a folder of its own, with MLflow's database beside it.</summary>
internal sealed class TempStore : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("linea-store-test-");

    public TempStore(IModelFlavor flavor)
    {
        var options = new LineaOptions(environment: _ => null);
        options.Set("home_dir", Path.Combine(_folder.FullName, "home"));
        options.Set("mlflow_tracking_uri", Uri);
        Client = new MlflowClient(new MlflowClientOptions { TrackingUri = Uri, RegistryUri = Uri, DefaultArtifactRoot = Path.Combine(_folder.FullName, "mlruns") });
        Store = new ArtifactStore(new() { Options = options, Flavors = [flavor] });
    }

    public ArtifactStore Store { get; }

    public MlflowClient Client { get; }

    private string Uri => $"sqlite:///{_folder.FullName}/mlflow.db";

    /// <summary>Makes the database, whose experiment 0 says where artifacts go.</summary>
    public Task PrepareAsync(CancellationToken ct) => Client.GetExperimentAsync("0", ct);

    public string NewFolder(string name) => _folder.CreateSubdirectory(name).FullName;

    /// <summary>Saves a model into a directory, as a store does.</summary>
    public async Task<ModelDirectory> SaveAsync(IModelFlavor flavor, object model, string name, LogModelOptions? options = null)
    {
        var directory = ModelDirectory.Create(NewFolder(name));
        await flavor.SaveAsync(model, directory, CancellationToken.None);
        await directory.CompleteAsync(options, CancellationToken.None);
        return ModelDirectory.Open(directory.Path, isTrusted: true);
    }

    /// <summary>The digests of a model's files, but for MLmodel, which each backend writes its own things into.</summary>
    public static IEnumerable<(string Path, string Sha256)> Digests(Artifact artifact) => artifact.GetFiles().Where(f => f.Path != "MLmodel").Select(f => (f.Path, f.Sha256)).Order();

    public void Dispose() => _folder.Delete(recursive: true);
}
