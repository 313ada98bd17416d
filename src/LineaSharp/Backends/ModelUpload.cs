using LineaSharp.Formats;
using LineaSharp.Mlflow;
using LineaSharp.Models;
using LineaSharp.Repositories;

namespace LineaSharp.Backends;

/// <summary>What both ways of logging a model share: where, the files, the registration.</summary>
internal abstract class ModelUpload(MlflowClient client)
{
    private const string DefaultExperimentId = "0";

    protected MlflowClient Client => client;

    /// <summary>Logs and registers a staged model. When it fails, what it made looks failed: no version, and no model that is ready.</summary>
    public abstract Task<StoredVersion> PutAsync(StagedVersion version, CancellationToken ct);

    protected MlflowOrigin Origin(string modelUri, string flavor) =>
        new() { TrackingUri = client.TrackingUri, RegistryUri = client.RegistryUri, ModelUri = modelUri, Flavor = flavor };

    protected async Task<Run?> GivenRunAsync(LogModelOptions options, CancellationToken ct) =>
        options.RunId is null ? null : await client.GetRunAsync(options.RunId, ct).ConfigureAwait(false);

    protected async Task<string> ExperimentIdAsync(LogModelOptions options, Run? run, CancellationToken ct)
    {
        if (options.ExperimentId is { } id) return id;
        if (options.Experiment is not { } name) return run?.ExperimentId ?? DefaultExperimentId;
        return (await client.FindExperimentByNameAsync(name, ct).ConfigureAwait(false))?.Id ?? await client.CreateExperimentAsync(name, cancellationToken: ct).ConfigureAwait(false);
    }

    /// <summary>Writes the model's identity into its manifest and uploads all files.</summary>
    protected async Task<FileManifest> UploadAsync(StagedVersion version, string location, ArtifactOwner owner, CancellationToken ct)
    {
        version.Model!.Directory.WriteManifest();
        var manifest = await version.Directory.SealAsync(ct).ConfigureAwait(false);
        var files = manifest.Files.Select(file => (file.Path, version.Directory.File(file.Path))).ToList();
        await client.Transfer(client.ArtifactRepository(location, owner)).UploadFilesAsync(files, new PutOptions { SourceIsStaged = true }, ct).ConfigureAwait(false);
        return manifest;
    }

    /// <summary>Makes the next version of the registered model, if the options ask for one, and waits until it is ready.</summary>
    protected async Task<MlflowOrigin> RegisterAsync(string artifactName, string source, MlflowOrigin origin, LogModelOptions options, CancellationToken ct)
    {
        if (!options.Register) return origin;
        var name = options.RegisteredModelName ?? artifactName;
        try
        {
            await client.CreateRegisteredModelAsync(name, cancellationToken: ct).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Code == ErrorCode.AlreadyExists)
        {
            // The usual case from the second version on.
        }
        var created = await client.CreateModelVersionAsync(name, source, new ModelVersionOptions { ModelId = origin.ModelId, RunId = origin.RunId, AwaitReadyFor = TimeSpan.Zero }, ct).ConfigureAwait(false);
        try
        {
            await client.AwaitReadyAsync(created, options.AwaitRegistrationFor ?? TimeSpan.Zero, ct).ConfigureAwait(false);
            return origin with { RegisteredModelName = name, RegisteredModelVersion = created.Version };
        }
        catch
        {
            await Missing.IsFine(() => client.DeleteModelVersionAsync(name, created.Version, CancellationToken.None)).ConfigureAwait(false);
            throw;
        }
    }

    protected static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string>? first, IReadOnlyDictionary<string, string>? second)
    {
        var merged = new Dictionary<string, string>(first ?? new Dictionary<string, string>());
        foreach (var (key, value) in second ?? new Dictionary<string, string>()) merged[key] = value;
        return merged;
    }
}
