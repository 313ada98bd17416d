using System.Text.Json;
using System.Text.Json.Nodes;
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
        StoredVersion? stored = null;
        try
        {
            if (options.Params is { Count: > 0 } parameters) await Client.LogParamsAsync(own.Id, parameters, ct).ConfigureAwait(false);
            stored = await PutAsync(version, own, ct).ConfigureAwait(false);
            await Client.SetTerminatedAsync(own.Id, RunStatus.Finished, cancellationToken: ct).ConfigureAwait(false);
            return stored with { StartedRunId = own.Id };
        }
        catch (Exception e)
        {
            var back = new TakingBack(e, Clock);
            if (stored?.Mlflow is { } origin) await back.StepAsync(token => UnregisterAsync(origin, token)).ConfigureAwait(false);
            await back.StepAsync(token => Client.SetTerminatedAsync(own.Id, RunStatus.Failed, cancellationToken: token)).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<StoredVersion> PutAsync(StagedVersion version, Run run, CancellationToken ct)
    {
        var (staged, options) = (version.Model!, version.Model!.Options);
        var path = options.Name ?? version.Name;
        if (HasModelAt(run, path)) throw LineaException.RunHasModel(run.Id, path);
        var location = $"{run.ArtifactUri.TrimEnd('/')}/{path}";
        staged.Directory.Manifest.SetIdentity(null, run.Id, path);
        var manifest = await UploadAsync(version, location, ArtifactOwner.Of(run), ct).ConfigureAwait(false);
        await Client.RecordModelAsync(run.Id, staged.Directory.Manifest.ToJson(), ct).ConfigureAwait(false);
        var origin = Origin($"runs:/{run.Id}/{path}", staged.Flavor) with { RunId = run.Id };
        return new StoredVersion(location, manifest, await RegisterAsync(version.Name, location, origin, options, ct).ConfigureAwait(false));
    }

    // A second model at the same place would overwrite the files of the first, which is a version of its own.
    private static bool HasModelAt(Run run, string path)
    {
        if (!run.Tags.TryGetValue(SystemTags.ModelHistory, out var history)) return false;
        try
        {
            return JsonNode.Parse(history) is JsonArray models && models.Any(m => m is JsonObject model && model["artifact_path"] is JsonValue value && value.TryGetValue(out string? at) && at.Trim('/') == path);
        }
        catch (JsonException)
        {
            return false; // a tag that somebody else wrote, or that the server cut
        }
    }
}
