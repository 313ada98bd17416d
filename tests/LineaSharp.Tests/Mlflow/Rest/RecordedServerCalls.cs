using System.Text.Json.Nodes;
using LineaSharp.Mlflow.Rest;
using LineaSharp.Repositories;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>The call to a server that a recorded request stands for: one of its stores, of its artifacts, or about the server itself.</summary>
internal sealed class RecordedServerCalls
{
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";

    private readonly MlflowHttp _http;
    private readonly TempFolder _folder;
    private readonly RestTrackingStore _tracking;
    private readonly RecordedCalls _ofStores;

    public RecordedServerCalls(MlflowHttp http, TempFolder folder)
    {
        (_http, _folder, _tracking) = (http, folder, new RestTrackingStore(http));
        _ofStores = new RecordedCalls(_tracking, new RestModelRegistryStore(http), Reading.Strict);
    }

    /// <exception cref="NotSendable">No method of the client sends such a request.</exception>
    public Func<Task<JsonNode?>> Find(Exchange exchange)
    {
        if (exchange.Path.StartsWith(Proxy, StringComparison.Ordinal)) return OfArtifacts(exchange);
        if (exchange.Path == "/version") return async () => JsonValue.Create(await _tracking.Server.GetVersionAsync(default));
        if (exchange.Path == "/api/3.0/mlflow/server-info") return async () => JsonValue.Create((await _tracking.Server.GetInfoAsync(default)).StoreType);
        return _ofStores.Find(exchange);
    }

    private Func<Task<JsonNode?>> OfArtifacts(Exchange exchange)
    {
        if (exchange.Path.Length == Proxy.Length) return Listing(exchange);
        var path = exchange.Path[(Proxy.Length + 1)..];
        // What is already encoded twice, or leads away, is refused before anything is sent: our caller would give the decoded name.
        var name = Uri.UnescapeDataString(path);
        var repository = MlflowArtifactsRepository.Open(_http, "mlflow-artifacts:/");
        switch (exchange.Method)
        {
            case "PUT":
                var source = _folder.File(Guid.NewGuid().ToString("n"));
                File.WriteAllBytes(source, exchange.RequestBody);
                return async () => await repository.PutFileAsync(name, source, new PutOptions(), default) ? null : "not stored";
            case "GET" when !exchange.Case.Contains("range", StringComparison.Ordinal):
                return async () =>
                {
                    using var stream = await repository.OpenReadAsync(name, default);
                    using var copy = new MemoryStream();
                    await stream.CopyToAsync(copy);
                    return Convert.ToHexString(copy.ToArray());
                };
            case "DELETE":
                return async () =>
                {
                    await repository.DeleteAsync(name, default);
                    return null;
                };
            default:
                throw new NotSendable("ranges are asked for when a download broke, and HEAD never");
        }
    }

    private Func<Task<JsonNode?>> Listing(Exchange exchange)
    {
        var arguments = RecordedArguments.OfQuery(exchange, Reading.Strict);
        var directory = arguments.All(arguments.Optional("path") ?? "");
        return async () =>
        {
            var files = new JsonArray();
            await foreach (var entry in MlflowArtifactsRepository.Open(_http, "mlflow-artifacts:/").ListAsync(directory, default))
                files.Add(new JsonObject { ["path"] = entry.Path[(directory.Length == 0 ? 0 : directory.Length + 1)..], ["is_dir"] = entry.IsDirectory, ["file_size"] = entry.Size });
            return new JsonObject { ["files"] = files };
        };
    }
}
