using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Web;

namespace LineaSharp.Tests.Mlflow.Databricks;

internal sealed partial class FakeDatabricks
{
    private readonly Dictionary<string, byte[]> _pieces = new(StringComparer.Ordinal);

    /// <summary>The signature that the cloud takes.</summary>
    public string Signature { get; set; } = "sig-1";

    // What is stored by a URL https://bucket.example/key?sig=… is the file cloud:key.
    private HttpResponseMessage AnswerOfCloud(Request request)
    {
        if (request.Authorization is not null) return new HttpResponseMessage(HttpStatusCode.BadRequest); // two identities are one too many, as clouds see it
        var query = HttpUtility.ParseQueryString(request.Uri.Query);
        if (query["sig"] != Signature) return new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent($"<Error>wrong signature {query["sig"]}</Error>") };
        var key = "cloud:" + Uri.UnescapeDataString(request.Uri.AbsolutePath);
        return request.Method switch
        {
            "GET" => Files.TryGetValue(key, out var bytes) ? new HttpResponseMessage { Content = new ByteArrayContent(bytes) } : new HttpResponseMessage(HttpStatusCode.NotFound),
            "DELETE" => Aborted(query["upload"]!),
            "PUT" when query["part"] is { } part => Part(query["upload"]!, part, request.Body),
            "PUT" when query["comp"] == "block" => Block(query["blockid"]!, request.Body),
            "PUT" when query["comp"] == "blocklist" => Commit(key, request.Text),
            "PUT" when query["resource"] == "file" => Store(key, []),
            "PATCH" when query["action"] == "append" => Append(key, long.Parse(query["position"]!, System.Globalization.CultureInfo.InvariantCulture), request.Body),
            "PATCH" when query["action"] == "flush" => query["position"] == $"{_pieces[key].Length}" ? Store(key, _pieces[key]) : new HttpResponseMessage(HttpStatusCode.BadRequest),
            "PUT" => Store(key, request.Body),
            _ => new HttpResponseMessage(HttpStatusCode.MethodNotAllowed),
        };
    }

    public bool WasAborted { get; private set; }

    private HttpResponseMessage Aborted(string upload)
    {
        WasAborted = true;
        foreach (var key in _pieces.Keys.Where(k => k.StartsWith(upload + "/", StringComparison.Ordinal)).ToList()) _pieces.Remove(key);
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private HttpResponseMessage Part(string upload, string part, byte[] body)
    {
        _pieces[$"{upload}/{part}"] = body;
        return new HttpResponseMessage { Headers = { ETag = new($"\"tag-{part}\"") } };
    }

    private HttpResponseMessage Block(string id, byte[] body)
    {
        _pieces[id] = body;
        return new HttpResponseMessage(HttpStatusCode.Created);
    }

    private HttpResponseMessage Commit(string key, string list) =>
        Store(key, Regex.Matches(list, "<Uncommitted>([^<]*)</Uncommitted>").SelectMany(m => _pieces[m.Groups[1].Value]).ToArray());

    private HttpResponseMessage Append(string key, long position, byte[] body)
    {
        var before = _pieces.GetValueOrDefault(key, []);
        if (before.Length != position) return new HttpResponseMessage(HttpStatusCode.BadRequest);
        _pieces[key] = [.. before, .. body];
        return new HttpResponseMessage(HttpStatusCode.Accepted);
    }

    // Data Lake Storage shows nothing before the flush, so a created file begins anew.
    private HttpResponseMessage Store(string key, byte[] body)
    {
        Files[key] = body;
        if (body.Length == 0) _pieces[key] = [];
        return new HttpResponseMessage(HttpStatusCode.Created);
    }
}
