using LineaSharp.Mlflow.Rest;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>How a file is put at a signed URL: each cloud has its own way.</summary>
internal enum SignedUrlKind
{
    /// <summary>One PUT of the whole file: S3, Google's storage, Databricks' own.</summary>
    WholeFile,
    /// <summary>Amazon S3: one PUT, or parts of a large file by URLs of their own.</summary>
    S3,
    /// <summary>Azure Blob Storage: blocks, then their list.</summary>
    AzureBlob,
    /// <summary>Azure Data Lake Storage: create, append, flush.</summary>
    AzureDataLake,
}

/// <summary>Leave to read or write one file at a cloud's storage for a short time. The whole of it is a secret.</summary>
internal sealed record SignedUrl
{
    private SignedUrl(MlflowAddress host, string path, string query, SignedUrlKind kind, IReadOnlyList<KeyValuePair<string, string>> headers) =>
        (Host, Path, Query, Kind, Headers) = (host, path, query, kind, headers);

    public MlflowAddress Host { get; }
    public string Path { get; }
    public string Query { get; }
    public SignedUrlKind Kind { get; }

    /// <summary>The headers that belong to the signature.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <exception cref="LineaException">NotSupported: it is of a kind that is not known, or no URL to send a file to.</exception>
    public static SignedUrl Of(WireCredential credential, string path) => Of(credential.SignedUri, credential.Headers, path, credential.Type switch
    {
        "AWS_PRESIGNED_URL" => SignedUrlKind.S3,
        "GCP_SIGNED_URL" => SignedUrlKind.WholeFile,
        "AZURE_SAS_URI" => SignedUrlKind.AzureBlob,
        "AZURE_ADLS_GEN2_SAS_URI" => SignedUrlKind.AzureDataLake,
        var other => throw LineaException.UnknownSignedUrl(path, $"it is of the kind '{other}'"),
    });

    public static SignedUrl Of(string? url, IReadOnlyList<WireHeader>? headers, string path, SignedUrlKind kind)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0) throw LineaException.UnknownSignedUrl(path, "it is no URL");
        if (uri.Scheme != "https" && !(uri.Scheme == "http" && uri.IsLoopback)) throw LineaException.UnknownSignedUrl(path, "it is not encrypted (https)");
        if (uri.UserInfo.Length > 0) throw LineaException.UnknownSignedUrl(path, "a user stands in it");
        var own = (headers ?? []).Where(h => h.Name is { Length: > 0 } name && h.Value is not null && !IsOurs(name) && !(kind == SignedUrlKind.AzureDataLake && IsOfBlobs(name))).Select(h => KeyValuePair.Create(h.Name!, h.Value!)).ToList();
        return new SignedUrl(MlflowAddress.Parse("signed URL", uri.GetLeftPart(UriPartial.Authority)), uri.AbsolutePath, uri.Query.TrimStart('?'), kind, own);
    }

    /// <summary>A call of the URL.</summary>
    /// <param name="method">The method, which the signature is for.</param>
    /// <param name="more">What is added to the query, escaped; empty for nothing.</param>
    /// <param name="headers">Headers beside those of the signature.</param>
    public MlflowCall Call(HttpMethod method, string more = "", params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var all = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in headers) all.Add(KeyValuePair.Create(name, value));
        all.AddRange(Headers.Where(h => !all.Exists(a => string.Equals(a.Key, h.Key, StringComparison.OrdinalIgnoreCase))));
        return new MlflowCall { Method = method, Path = Path, Query = more.Length == 0 ? Query : Query.Length == 0 ? more : $"{Query}&{more}", SignedHeaders = all };
    }

    /// <summary>The host alone: the rest is a secret.</summary>
    public override string ToString() => $"a signed URL at {Host.Text}";

    // Data Lake Storage refuses the headers of Blob Storage, which Databricks may name for both.
    private static bool IsOfBlobs(string name) => name.StartsWith("x-ms-blob-", StringComparison.OrdinalIgnoreCase);

    private static bool IsOurs(string name) => name.ToLowerInvariant() is "host" or "content-length" or "transfer-encoding" or "connection" or "user-agent" or "range";
}
