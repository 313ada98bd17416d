using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>One request that a real MLflow server was sent, and what it answered.</summary>
internal sealed record Exchange(string Case, string Method, string Path, string? Query, byte[] RequestBody, int Status, string? ContentType, byte[] ResponseBody)
{
    public string RequestText => Encoding.UTF8.GetString(RequestBody);

    public string ResponseText => Encoding.UTF8.GetString(ResponseBody);

    public override string ToString() => $"{Case}: {Method} {Path}{(Query is null ? "" : "?" + Query)}";

    /// <summary>What the server of a version was sent, in order: <c>v317</c>, <c>v3</c>, <c>v2</c>.</summary>
    public static IReadOnlyList<Exchange> Recorded(string version)
    {
        using var file = new GZipStream(File.OpenRead(MlflowFiles.Golden($"rest-{version}.jsonl.gz")), CompressionMode.Decompress);
        using var lines = new StreamReader(file, Encoding.UTF8);
        var exchanges = new List<Exchange>();
        while (lines.ReadLine() is { } line) exchanges.Add(Read(JsonNode.Parse(line)!.AsObject()));
        return exchanges;
    }

    private static Exchange Read(JsonObject row) => new(
        (string)row["case"]!, (string)row["method"]!, (string)row["path"]!, (string?)row["query"], Body(row, "request_body"), (int)row["status"]!,
        (string?)row["response_headers"]?["content-type"], Body(row, "response_body"));

    private static byte[] Body(JsonObject row, string name) =>
        (string?)row[name + "_base64"] is { } base64 ? Convert.FromBase64String(base64) : Encoding.UTF8.GetBytes((string?)row[name] ?? "");
}
