using LineaSharp.Mlflow.Rest.Wire;

namespace LineaSharp.Mlflow.Rest;

internal sealed partial class RestTrackingStore
{
    public Task<string> CreateExperimentAsync(string name, string? artifactLocation, IReadOnlyDictionary<string, string> tags, CancellationToken ct)
    {
        // A name is given once, so that a second create cannot make a second experiment.
        var call = Api.Post("experiments/create", new CreateExperiment(name, Given(artifactLocation), WireTag.List(tags)));
        return _created.CreateAsync(
            async () => Answers.Required((await http.ReadAsync<ExperimentIdAnswer>(call, ct).ConfigureAwait(false)).ExperimentId, call, "experiment_id"),
            async () =>
            {
                var found = await GetExperimentByNameAsync(name, ct).ConfigureAwait(false);
                var isSame = found.LifecycleStage == LifecycleStage.Active && SameTags(found.Tags, tags)
                    && (artifactLocation is null || found.ArtifactLocation == artifactLocation);
                return (found.Id, found.CreationTime, isSame);
            },
            ct);
    }

    public async Task<Experiment> GetExperimentAsync(string experimentId, CancellationToken ct)
    {
        var call = Api.Get("experiments/get", ("experiment_id", experimentId));
        return Answers.Required((await http.ReadAsync<ExperimentAnswer>(call, ct).ConfigureAwait(false)).Experiment, call, "experiment").ToExperiment();
    }

    public async Task<Experiment?> FindExperimentByNameAsync(string name, CancellationToken ct)
    {
        try
        {
            return await GetExperimentByNameAsync(name, ct).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.MlflowErrorCode == MlflowErrorCodes.ResourceDoesNotExist)
        {
            return null;
        }
    }

    public async Task<Page<Experiment>> SearchExperimentsAsync(ExperimentSearch search, CancellationToken ct)
    {
        var call = Api.Post(
            "experiments/search",
            new SearchExperiments(search.MaxResults, Given(search.PageToken), Given(search.Filter), Given(search.OrderBy), ViewName(search.ViewType)));
        var answer = await http.ReadAsync<ExperimentsAnswer>(call, ct).ConfigureAwait(false);
        return Answers.Page(answer.Experiments, e => e.ToExperiment(), answer.NextPageToken, search.PageToken, call);
    }

    public Task RenameExperimentAsync(string experimentId, string newName, CancellationToken ct) =>
        http.SendAsync(Api.Post("experiments/update", new UpdateExperiment(experimentId, newName)), ct);

    public Task DeleteExperimentAsync(string experimentId, CancellationToken ct) =>
        http.RemoveAsync(Api.Post("experiments/delete", new ExperimentId(experimentId)), ct);

    public Task RestoreExperimentAsync(string experimentId, CancellationToken ct) =>
        http.RemoveAsync(Api.Post("experiments/restore", new ExperimentId(experimentId)), ct);

    public Task SetExperimentTagAsync(string experimentId, string key, string value, CancellationToken ct) =>
        http.SendAsync(Api.Post("experiments/set-experiment-tag", new ExperimentTag(experimentId, key, value)), ct);

    public Task DeleteExperimentTagAsync(string experimentId, string key, CancellationToken ct) =>
        OnMlflow3Async(
            "call that removes an experiment's tag",
            () => http.RemoveAsync(Api.Post("experiments/delete-experiment-tag", new ExperimentTag(experimentId, key, null)), ct),
            ct);

    private async Task<Experiment> GetExperimentByNameAsync(string name, CancellationToken ct)
    {
        var call = Api.Get("experiments/get-by-name", ("experiment_name", name));
        return Answers.Required((await http.ReadAsync<ExperimentAnswer>(call, ct).ConfigureAwait(false)).Experiment, call, "experiment").ToExperiment();
    }

    private static bool SameTags(IReadOnlyDictionary<string, string> found, IReadOnlyDictionary<string, string> sent) =>
        found.Count == sent.Count && sent.All(t => found.TryGetValue(t.Key, out var value) && value == t.Value);
}
