using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace LineaSharp.Bench;

/// <summary>MLflow's calls made by a plain HttpClient, with bodies that are ready: the time that no client can do without.</summary>
internal sealed class BareMlflow(string server) : IDisposable
{
    private const int FilesAtOnce = 4;

    private readonly HttpClient _http = new() { BaseAddress = new Uri(server) };

    /// <summary>What log_model in a run sends, in the order the calls depend on each other; the files go several at a time, as many as the client's default is.</summary>
    public async Task LogModelAsync(string runId, string name, IReadOnlyDictionary<string, byte[]> files)
    {
        (await SendAsync(HttpMethod.Get, $"mlflow/runs/get?run_id={runId}", null)).Dispose();
        using var answer = await SendAsync(HttpMethod.Post, "mlflow/logged-models", Json(
            $$"""{"experiment_id":"0","name":"{{name}}","source_run_id":"{{runId}}","tags":[{"key":"mlflow.user","value":"bench"},{"key":"mlflow.source.name","value":"bench"},{"key":"mlflow.source.type","value":"LOCAL"}]}"""));
        using var model = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
        var info = model.RootElement.GetProperty("model").GetProperty("info");
        var (id, location) = (info.GetProperty("model_id").GetString(), info.GetProperty("artifact_uri").GetString()!["mlflow-artifacts:/".Length..]);
        (await SendAsync(HttpMethod.Post, "mlflow/runs/outputs", Json($$"""{"run_id":"{{runId}}","models":[{"model_id":"{{id}}","step":0}]}"""))).Dispose();
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce }, async (file, _) =>
            (await SendAsync(HttpMethod.Put, $"mlflow-artifacts/artifacts/{location}/{file.Key}", Body(file.Value, "application/octet-stream"))).Dispose());
        (await SendAsync(HttpMethod.Patch, $"mlflow/logged-models/{id}", Json($$"""{"model_id":"{{id}}","status":"LOGGED_MODEL_READY"}"""))).Dispose();
        // From the second version on, the answer is that the model exists.
        (await SendAsync(HttpMethod.Post, "mlflow/registered-models/create", Json($$"""{"name":"{{name}}"}"""), HttpStatusCode.BadRequest)).Dispose();
        (await SendAsync(HttpMethod.Post, "mlflow/model-versions/create", Json($$"""{"name":"{{name}}","source":"models:/{{id}}","run_id":"{{runId}}","model_id":"{{id}}"}"""))).Dispose();
    }

    /// <summary>Sends batches of metrics, one after the other.</summary>
    public async Task LogBatchesAsync(IEnumerable<byte[]> batches)
    {
        foreach (var batch in batches) (await SendAsync(HttpMethod.Post, "mlflow/runs/log-batch", Body(batch, "application/json"))).Dispose();
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, HttpStatusCode? orThis = null)
    {
        using var request = new HttpRequestMessage(method, "/api/2.0/" + path) { Content = body };
        var answer = await _http.SendAsync(request);
        return answer.StatusCode == orThis ? answer : answer.EnsureSuccessStatusCode();
    }

    private static ByteArrayContent Json(string text) => Body(Encoding.UTF8.GetBytes(text), "application/json");

    private static ByteArrayContent Body(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
}
