using LineaSharp.Mlflow.Rest.Wire;

namespace LineaSharp.Mlflow.Rest;

internal sealed partial class RestTrackingStore
{
    private const string LoggedModels = "logged models";

    public Task<LoggedModel> CreateLoggedModelAsync(string experimentId, LoggedModelOptions model, CancellationToken ct)
    {
        var call = Api.Post(
            "logged-models",
            new CreateLoggedModel(
                experimentId, Given(model.Name), Given(model.ModelType), Given(model.SourceRunId), WireTag.List(model.Params), WireTag.List(model.Tags)),
            Repeat.WouldDouble);
        return OnMlflow3Async(LoggedModels, () => ReadModelAsync(call, ct), ct);
    }

    public Task<LoggedModel> GetLoggedModelAsync(string modelId, CancellationToken ct) =>
        OnMlflow3Async(LoggedModels, () => ReadModelAsync(Api.Get(PathOf(modelId)), ct), ct);

    public Task<LoggedModel> FinalizeLoggedModelAsync(string modelId, LoggedModelStatus status, CancellationToken ct)
    {
        var call = Api.Patch(PathOf(modelId), new FinalizeLoggedModel(modelId, WireLoggedModel.Name(status)));
        return OnMlflow3Async(LoggedModels, () => ReadModelAsync(call, ct), ct);
    }

    public Task DeleteLoggedModelAsync(string modelId, CancellationToken ct) =>
        OnMlflow3Async(LoggedModels, () => http.RemoveAsync(Api.Delete(PathOf(modelId)), ct), ct);

    public Task LogLoggedModelParamsAsync(string modelId, IReadOnlyDictionary<string, string> parameters, CancellationToken ct)
    {
        var call = Api.Post(PathOf(modelId) + "/params", new LoggedModelParams(modelId, WireTag.List(parameters)));
        return OnMlflow3Async(
            LoggedModels,
            async () =>
            {
                try
                {
                    await http.SendAsync(call, ct).ConfigureAwait(false);
                }
                catch (MlflowException e) when (e.MayBeDoneAlready && e.Code == ErrorCode.InvalidArgument)
                {
                    // A param is written once; ours may be what is there.
                    var model = await GetLoggedModelAsync(modelId, ct).ConfigureAwait(false);
                    if (!parameters.All(p => model.Params.TryGetValue(p.Key, out var value) && value == p.Value)) throw;
                }
            },
            ct);
    }

    public Task SetLoggedModelTagsAsync(string modelId, IReadOnlyDictionary<string, string> tags, CancellationToken ct) =>
        OnMlflow3Async(LoggedModels, () => http.SendAsync(Api.Patch(PathOf(modelId) + "/tags", new LoggedModelTags(modelId, WireTag.List(tags))), ct), ct);

    public Task DeleteLoggedModelTagAsync(string modelId, string key, CancellationToken ct) =>
        OnMlflow3Async(LoggedModels, () => http.RemoveAsync(Api.Delete($"{PathOf(modelId)}/tags/{Api.Segment("the key of a logged model's tag", key)}"), ct), ct);

    public Task<Page<LoggedModel>> SearchLoggedModelsAsync(LoggedModelSearch search, CancellationToken ct)
    {
        var call = Api.Post(
            "logged-models/search",
            new SearchLoggedModels(
                search.ExperimentIds, Given(search.Filter),
                Given<WireLoggedModelDataset>(search.Datasets.Select(d => new WireLoggedModelDataset(d.Name, Given(d.Digest))).ToList()),
                search.MaxResults,
                Given<WireLoggedModelOrder>(search.OrderBy.Select(o => new WireLoggedModelOrder(o.FieldName, o.Ascending, Given(o.DatasetName), Given(o.DatasetDigest))).ToList()),
                Given(search.PageToken)));
        return OnMlflow3Async(
            LoggedModels,
            async () =>
            {
                var answer = await http.ReadAsync<LoggedModelsAnswer>(call, ct).ConfigureAwait(false);
                return Answers.Page(answer.Models, m => m.ToLoggedModel(), answer.NextPageToken, search.PageToken, call);
            },
            ct);
    }

    private async Task<LoggedModel> ReadModelAsync(MlflowCall call, CancellationToken ct)
    {
        var model = Answers.Required((await http.ReadAsync<LoggedModelAnswer>(call, ct).ConfigureAwait(false)).Model, call, "model").ToLoggedModel();
        Answers.Required(model.Id, call, "model_id");
        return model;
    }

    // To a server that does not have them, the addresses of MLflow 3 are just unknown.
    private async Task<T> OnMlflow3Async<T>(string what, Func<Task<T>> call, CancellationToken ct)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.MlflowErrorCode == MlflowErrorCodes.EndpointNotFound)
        {
            throw await Server.TooOldAsync(what, "3.0", e, ct).ConfigureAwait(false);
        }
    }

    private Task OnMlflow3Async(string what, Func<Task> call, CancellationToken ct) =>
        OnMlflow3Async(
            what,
            async () =>
            {
                await call().ConfigureAwait(false);
                return true;
            },
            ct);

    private static string PathOf(string modelId) => "logged-models/" + Api.Segment("the id of a logged model", modelId);
}
