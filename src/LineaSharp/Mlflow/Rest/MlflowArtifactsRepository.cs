using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using LineaSharp.Mlflow.Rest.Wire;
using LineaSharp.Repositories;
using Microsoft.Win32.SafeHandles;

namespace LineaSharp.Mlflow.Rest;

/// <summary>Artifacts that an MLflow server keeps and hands through: <c>mlflow-artifacts:/1/abc/artifacts</c>.</summary>
/// <remarks>The server always replaces what is there, so <see cref="PutMode.Create"/> is not offered.</remarks>
internal sealed class MlflowArtifactsRepository : IArtifactRepository, IPartwiseRepository
{
    public const string Scheme = "mlflow-artifacts";
    private const string Prefix = "/api/2.0/mlflow-artifacts/artifacts";
    private const string Listing = "the server's listing";

    private readonly MlflowHttp _http;
    private readonly SignedTransfers? _bucket;
    private readonly string _path;

    private MlflowArtifactsRepository(MlflowHttp http, SignedTransfers? bucket, string location, string path)
    {
        (_http, _bucket, Root) = (http, bucket?.At(http), location);
        _path = path.Trim('/');
        if (_path.Length > 0) RelativePath.Check(_path, $"the artifact location {location}");
    }

    public string Root { get; }

    /// <summary>Opens a location of the scheme <c>mlflow-artifacts</c>, at the client's server or at the host that it names.</summary>
    /// <param name="server">The client's server.</param>
    /// <param name="location">The location.</param>
    /// <param name="bucket">The short way to the bucket behind it. The default is to go through the server always.</param>
    /// <exception cref="LineaException">NotSupported, CorruptArtifact: the location is malformed, or its path leads elsewhere.</exception>
    public static MlflowArtifactsRepository Open(MlflowHttp server, string location, SignedTransfers? bucket = null)
    {
        var rest = location[(Scheme.Length + 1)..];
        if (!rest.StartsWith("//", StringComparison.Ordinal) || rest.StartsWith("///", StringComparison.Ordinal)) return new(server, bucket, location, rest);
        var end = rest.IndexOf('/', 2);
        var (host, path) = end < 0 ? (rest[2..], "") : (rest[2..end], rest[end..]);
        if (host.Contains('@', StringComparison.Ordinal)) throw LineaException.BadArtifactLocation($"{Scheme}://…{path}", "it holds credentials");
        var scheme = server.Address[..server.Address.IndexOf(':', StringComparison.Ordinal)];
        if (!Uri.TryCreate($"{scheme}://{host}", UriKind.Absolute, out _)) throw LineaException.BadArtifactLocation(location, "its host is malformed");
        return new(server.At(MlflowAddress.Parse("artifact location", $"{scheme}://{host}")), bucket, location, path);
    }

    /// <summary>Whether a location is a server's own address of its artifacts, as servers with such a default artifact root write it.</summary>
    public static bool IsAddress(string location) => MlflowAddress.IsOne(location) && location.Contains(Prefix, StringComparison.Ordinal);

    /// <summary>Opens a location <c>http://host/api/2.0/mlflow-artifacts/artifacts/…</c>.</summary>
    public static MlflowArtifactsRepository OpenAddress(MlflowHttp server, string location, SignedTransfers? bucket = null)
    {
        var at = location.IndexOf(Prefix, StringComparison.Ordinal);
        var address = MlflowAddress.Parse("artifact location", location[..at]);
        return new(server.At(address), bucket, address.Text + location[at..], location[(at + Prefix.Length)..]);
    }

    public async Task<bool> PutFileAsync(string path, string sourceFile, PutOptions options, CancellationToken cancellationToken)
    {
        var target = PathOf(path);
        if (options.Mode == PutMode.Create) throw LineaException.CreateOnlyIsNotOffered(path);
        using var file = File.OpenHandle(sourceFile, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(file);
        if (_bucket is not null && await _bucket.TryUploadAsync(Whole(path), file, length, sourceFile, options.Progress, cancellationToken).ConfigureAwait(false)) return true;
        var call = new MlflowCall
        {
            Method = HttpMethod.Put,
            Path = target,
            Body = timer => new FileContent(file, length, sourceFile, options.Progress, timer) { Headers = { ContentType = new MediaTypeHeaderValue(MediaType(path)) } },
        };
        await _http.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken)
    {
        var call = new MlflowCall { Method = HttpMethod.Get, Path = PathOf(path), ServerErrorIsFinal = true };
        if (_bucket is not null && await _bucket.TryOpenAsync(Whole(path), path, cancellationToken).ConfigureAwait(false) is { } direct) return direct;
        try
        {
            return new DownloadStream(_http, call, await _http.OpenAsync(call, cancellationToken).ConfigureAwait(false), path);
        }
        catch (MlflowException e) when ((int?)e.Status is 404)
        {
            throw LineaException.NoArtifact(path, Root, e);
        }
        catch (MlflowException e) when ((int?)e.Status is 400 or 500)
        {
            // So MLflow 2 says that a file is missing, and every version that it is a directory.
            if (await FindSizeAsync(path, cancellationToken).ConfigureAwait(false) is null) throw LineaException.NoArtifact(path, Root, e);
            if ((int?)e.Status is 400) throw;
        }
        call = call with { ServerErrorIsFinal = false };
        return new DownloadStream(_http, call, await _http.OpenAsync(call, cancellationToken).ConfigureAwait(false), path);
    }

    public async Task<bool> TryDownloadAsync(string path, long size, SafeFileHandle target, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        RelativePath.Check(path, $"the repository {Root}");
        return _bucket is not null && await _bucket.TryDownloadAsync(Whole(path), size, path, target, progress, ct).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<RepositoryEntry> ListAsync(string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (directory.Length > 0) RelativePath.Check(directory, $"the repository {Root}");
        var whole = directory.Length == 0 ? _path : _path.Length == 0 ? directory : $"{_path}/{directory}";
        var call = new MlflowCall { Method = HttpMethod.Get, Path = Prefix, Query = MlflowCall.Escape(("path", whole.Length > 0 ? whole : null)) };
        var answer = await _http.ReadAsync<ArtifactsAnswer>(call, cancellationToken).ConfigureAwait(false);
        foreach (var entry in (answer.Files ?? []).Select(file => Entry(directory, file)).OrderBy(e => e.Path, StringComparer.Ordinal)) yield return entry;
    }

    public async Task<long?> FindSizeAsync(string path, CancellationToken cancellationToken)
    {
        RelativePath.Check(path, $"the repository {Root}");
        var slash = path.LastIndexOf('/');
        await foreach (var entry in ListAsync(slash < 0 ? "" : path[..slash], cancellationToken).ConfigureAwait(false))
            if (entry.Path == path) return entry.Size;
        return null;
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await _http.SendAsync(new MlflowCall { Method = HttpMethod.Delete, Path = PathOf(path) }, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Code == ErrorCode.NotFound)
        {
            // Gone already.
        }
    }

    // A listing is a claim of the server's: a name in it must be one, and nothing that leads elsewhere.
    private static RepositoryEntry Entry(string directory, WireArtifact file)
    {
        var name = RelativePath.Check(file.Path ?? "", Listing);
        if (name.Contains('/', StringComparison.Ordinal)) throw LineaException.ListsOtherDirectory(name, directory);
        var path = directory.Length == 0 ? name : $"{directory}/{name}";
        // An empty file is listed without a size.
        return file.IsDir == true ? new RepositoryEntry(path, true, null) : new RepositoryEntry(path, false, file.FileSize ?? 0);
    }

    private string PathOf(string path)
    {
        RelativePath.Check(path, $"the repository {Root}");
        return $"{Prefix}/{string.Join('/', Whole(path).Split('/').Select(Uri.EscapeDataString))}";
    }

    private string Whole(string path) => _path.Length == 0 ? path : $"{_path}/{path}";

    // What MLflow's own client says of such files.
    private static string MediaType(string path) => Path.GetFileName(path) is "MLmodel" or "MLproject" ? "text/plain" : Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".txt" or ".log" or ".err" or ".cfg" or ".conf" or ".cnf" or ".cf" or ".ini" or ".properties" or ".prop" or ".hocon" or ".toml" or ".yaml" or ".yml" or ".xml" or ".json"
            or ".js" or ".py" or ".py3" or ".csv" or ".tsv" or ".md" or ".rst" or ".sh" or ".conda" => "text/plain",
        ".html" or ".htm" => "text/html",
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".svg" => "image/svg+xml",
        ".gif" => "image/gif",
        ".pdf" => "application/pdf",
        ".zip" => "application/zip",
        ".tar" => "application/x-tar",
        _ => "application/octet-stream",
    };
}
