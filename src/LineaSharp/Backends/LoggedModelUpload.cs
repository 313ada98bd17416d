using LineaSharp.Mlflow;
using LineaSharp.Models;

namespace LineaSharp.Backends;

/// <summary>log_model as MLflow 3 does it: a model with an id and files of its own, linked to its run if it has one.</summary>
internal sealed class LoggedModelUpload(MlflowClient client) : ModelUpload(client)
{
    public override async Task<StoredVersion> PutAsync(StagedVersion version, CancellationToken ct)
    {
        var (staged, options) = (version.Model!, version.Model!.Options);
        var run = await GivenRunAsync(options, ct).ConfigureAwait(false);
        var model = await Client.CreateLoggedModelAsync(
            await ExperimentIdAsync(options, run, ct).ConfigureAwait(false),
            new LoggedModelOptions
            {
                Name = options.Name ?? version.Name, ModelType = options.ModelType, SourceRunId = run?.Id,
                Params = Merge(run?.Params, options.Params), Tags = Merge(SystemTags.OfThisProgram(), options.Tags),
            },
            ct).ConfigureAwait(false);
        try
        {
            if (run is not null) await LinkToRunAsync(run, model.Id, options.Step, ct).ConfigureAwait(false);
            staged.Directory.Manifest.SetIdentity(model.Id, run?.Id, model.ArtifactLocation);
            var manifest = await UploadAsync(version, model.ArtifactLocation, ArtifactOwner.Of(model), ct).ConfigureAwait(false);
            await Client.FinalizeLoggedModelAsync(model.Id, LoggedModelStatus.Ready, ct).ConfigureAwait(false);
            var origin = Origin(model.ModelUri, staged.Flavor) with { RunId = run?.Id, ModelId = model.Id };
            return new StoredVersion(model.ArtifactLocation, manifest, await RegisterAsync(version.Name, model.ModelUri, origin, options, ct).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            await new TakingBack(e, Clock).StepAsync(token => Client.FinalizeLoggedModelAsync(model.Id, LoggedModelStatus.UploadFailed, token)).ConfigureAwait(false);
            throw;
        }
    }

    // The run names the model as its output, and its metrics of that step become metrics of the model.
    private async Task LinkToRunAsync(Run run, string modelId, long step, CancellationToken ct)
    {
        await Client.LogOutputsAsync(run.Id, [new LoggedModelOutput(modelId, step)], ct).ConfigureAwait(false);
        var measured = new List<Metric>();
        foreach (var key in run.LatestMetrics.Select(m => m.Key))
            foreach (var metric in await Client.GetMetricHistoryAsync(run.Id, key, ct).ConfigureAwait(false))
                // A NaN cannot be logged a second time on servers of MLflow 3.11: log_model itself fails on it there.
                if (metric.Step == step && metric.ModelId is null && !double.IsNaN(metric.Value)) measured.Add(metric with { ModelId = modelId });
        foreach (var batch in measured.Chunk(1000))
            await Client.LogBatchAsync(run.Id, new RunBatch { Metrics = batch }, ct).ConfigureAwait(false);
    }
}
