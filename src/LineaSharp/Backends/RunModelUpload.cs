using LineaSharp.Mlflow;
using LineaSharp.Models;

namespace LineaSharp.Backends;

/// <summary>log_model as MLflow 2 does it: a folder among a run's artifacts, noted in a tag of the run. Without a run given, one is made for it.</summary>
internal sealed class RunModelUpload(MlflowClient client) : ModelUpload(client)
{
    public override async Task<StoredVersion> PutAsync(StagedVersion version, CancellationToken ct)
    {
        var options = version.Model!.Options;
        if (await GivenRunAsync(options, ct).ConfigureAwait(false) is { } given) return await PutAsync(version, given, ct).ConfigureAwait(false);

        var own = await Client.CreateRunAsync(
            await ExperimentIdAsync(options, null, ct).ConfigureAwait(false), new RunOptions { Tags = Merge(SystemTags.OfThisProgram(), options.Tags) }, ct).ConfigureAwait(false);
        try
        {
            if (options.Params is { Count: > 0 } parameters) await Client.LogBatchAsync(own.Id, new RunBatch { Params = [.. parameters] }, ct).ConfigureAwait(false);
            var stored = await PutAsync(version, own, ct).ConfigureAwait(false);
            await Client.SetTerminatedAsync(own.Id, RunStatus.Finished, cancellationToken: ct).ConfigureAwait(false);
            return stored;
        }
        catch
        {
            await Missing.IsFine(() => Client.SetTerminatedAsync(own.Id, RunStatus.Failed, cancellationToken: CancellationToken.None)).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<StoredVersion> PutAsync(StagedVersion version, Run run, CancellationToken ct)
    {
        var (staged, options) = (version.Model!, version.Model!.Options);
        var path = options.Name ?? version.Name;
        var location = $"{run.ArtifactUri.TrimEnd('/')}/{path}";
        staged.Directory.Manifest.SetIdentity(null, run.Id, path);
        var manifest = await UploadAsync(version, location, ArtifactOwner.Of(run), ct).ConfigureAwait(false);
        await Client.RecordModelAsync(run.Id, staged.Directory.Manifest.ToJson(), ct).ConfigureAwait(false);
        var origin = Origin($"runs:/{run.Id}/{path}", staged.Flavor) with { RunId = run.Id };
        return new StoredVersion(location, manifest, await RegisterAsync(version.Name, location, origin, options, ct).ConfigureAwait(false));
    }
}
