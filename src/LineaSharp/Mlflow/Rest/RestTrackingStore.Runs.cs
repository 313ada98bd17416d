using LineaSharp.Mlflow.Rest.Wire;
using LineaSharp.Mlflow.Storage;

namespace LineaSharp.Mlflow.Rest;

internal sealed partial class RestTrackingStore
{
    public async Task<Run> CreateRunAsync(string experimentId, RunOptions run, CancellationToken ct)
    {
        // A run has no name of its own by which one that was made could be told from others: without an answer, it is not asked for again.
        var call = Api.Post(
            "runs/create",
            new CreateRun(experimentId, run.UserId, Given(run.Name), run.StartTime?.ToUnixTimeMilliseconds(), WireTag.List(run.Tags)),
            Repeat.WouldDouble);
        return ToRun(await http.ReadAsync<RunAnswer>(call, ct).ConfigureAwait(false), call);
    }

    public async Task<Run> GetRunAsync(string runId, CancellationToken ct)
    {
        var call = Api.Get("runs/get", ("run_id", runId));
        return ToRun(await http.ReadAsync<RunAnswer>(call, ct).ConfigureAwait(false), call);
    }

    public async Task<Run> UpdateRunAsync(string runId, RunStatus? status, DateTimeOffset? endTime, string? name, CancellationToken ct)
    {
        // A status is one of the enum's: servers take any other word and keep silent about it.
        var body = new UpdateRun(runId, status is { } some ? WireNames.Name(some) : null, endTime?.ToUnixTimeMilliseconds(), name);
        await http.SendAsync(Api.Post("runs/update", body), ct).ConfigureAwait(false);
        // The answer tells the run's head alone.
        return await GetRunAsync(runId, ct).ConfigureAwait(false);
    }

    public Task DeleteRunAsync(string runId, CancellationToken ct) => http.SendAsync(Api.Post("runs/delete", new RunId(runId)), ct);

    public Task RestoreRunAsync(string runId, CancellationToken ct) => http.SendAsync(Api.Post("runs/restore", new RunId(runId)), ct);

    public async Task<Page<Run>> SearchRunsAsync(RunSearch search, CancellationToken ct)
    {
        var call = Api.Post(
            "runs/search",
            new SearchRuns(search.ExperimentIds, Given(search.Filter), ViewName(search.ViewType), search.MaxResults, Given(search.OrderBy), Given(search.PageToken)));
        var answer = await http.ReadAsync<RunsAnswer>(call, ct).ConfigureAwait(false);
        return Answers.Page(answer.Runs, r => r.ToRun(), answer.NextPageToken, search.PageToken, call);
    }

    private static Run ToRun(RunAnswer answer, MlflowCall call)
    {
        var run = Answers.Required(answer.Run, call, "run").ToRun();
        Answers.Required(run.Id, call, "run_id");
        return run;
    }
}
