using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LineaSharp.Bench.Stub;

/// <summary>Runs, their metrics, and logged models, in memory.</summary>
internal sealed class StubTracking
{
    private const string Api = "/api/2.0/mlflow/";

    private readonly ConcurrentDictionary<string, Run> _runs = new();
    private readonly ConcurrentDictionary<string, object> _models = new();

    public void Map(WebApplication app)
    {
        app.MapGet("/version", context => context.Response.WriteAsync("3.0.0", context.RequestAborted));
        app.MapGet("/api/3.0/mlflow/server-info", context => StubJson.AnswerAsync(context, new { MultipartUploadsEnabled = false, MultipartDownloadsEnabled = false }));
        app.MapPost(Api + "runs/create", CreateRunAsync);
        app.MapGet(Api + "runs/get", context => StubJson.AnswerAsync(context, Answer(context.Request.Query["run_id"]!)));
        app.MapPost(Api + "runs/update", async context => await StubJson.AnswerAsync(context, Answer((await StubJson.ReadAsync<RunRequest>(context)).RunId)));
        app.MapPost(Api + "runs/log-batch", LogBatchAsync);
        app.MapPost(Api + "runs/outputs", async context =>
        {
            await StubJson.ReadAsync<RunRequest>(context);
            await StubJson.AnswerAsync(context, new { });
        });
        app.MapGet(Api + "metrics/get-history", context => StubJson.AnswerAsync(context, new { Metrics = History(context.Request.Query["run_id"]!, context.Request.Query["metric_key"]!) }));
        app.MapPost(Api + "logged-models", CreateModelAsync);
        app.MapPatch(Api + "logged-models/{id}", async context =>
        {
            await StubJson.ReadAsync<ModelRequest>(context);
            await StubJson.AnswerAsync(context, _models[(string)context.Request.RouteValues["id"]!]);
        });
    }

    private async Task CreateRunAsync(HttpContext context)
    {
        var (id, request) = (Guid.NewGuid().ToString("n"), await StubJson.ReadAsync<RunRequest>(context));
        _runs[id] = new Run(request.ExperimentId!);
        await StubJson.AnswerAsync(context, Answer(id));
    }

    private object Answer(string id)
    {
        var experiment = _runs[id].ExperimentId;
        return new { Run = new { Info = new { RunId = id, ExperimentId = experiment, Status = "RUNNING", LifecycleStage = "active", ArtifactUri = $"mlflow-artifacts:/{experiment}/{id}/artifacts" } } };
    }

    private async Task LogBatchAsync(HttpContext context)
    {
        var batch = await StubJson.ReadAsync<RunRequest>(context);
        var metrics = _runs[batch.RunId].Metrics;
        lock (metrics) metrics.AddRange(batch.Metrics ?? []);
        await StubJson.AnswerAsync(context, new { });
    }

    private List<Metric> History(string runId, string key)
    {
        var metrics = _runs[runId].Metrics;
        lock (metrics) return metrics.Where(m => m.Key == key).ToList();
    }

    private async Task CreateModelAsync(HttpContext context)
    {
        var (id, request) = ("m-" + Guid.NewGuid().ToString("n"), await StubJson.ReadAsync<ModelRequest>(context));
        var info = new { ModelId = id, request.ExperimentId, request.Name, request.SourceRunId, Status = "LOGGED_MODEL_READY", ArtifactUri = $"mlflow-artifacts:/{request.ExperimentId}/models/{id}/artifacts" };
        _models[id] = new { Model = new { Info = info } };
        await StubJson.AnswerAsync(context, _models[id]);
    }

    private sealed record Run(string ExperimentId)
    {
        public List<Metric> Metrics { get; } = [];
    }

    private sealed record Metric(string Key, double Value, long Timestamp, long Step);

    private sealed record RunRequest(string RunId, string? ExperimentId, List<Metric>? Metrics);

    private sealed record ModelRequest(string? ExperimentId, string? Name, string? SourceRunId, string? Status);
}
