using System.Net;
using System.Runtime.CompilerServices;
using LineaSharp.Mlflow.Rest.Wire;
using LineaSharp.Repositories;
using Microsoft.Win32.SafeHandles;

namespace LineaSharp.Mlflow.Rest;

/// <summary>
/// The artifacts of a run or logged model in a bucket that the server does not hand through: it signs addresses in the bucket, so that no cloud SDK
/// and no cloud credentials are needed here.
/// </summary>
/// <remarks>
/// Addresses for reading are signed for runs only. The files of a logged model, and of a run where the server signs nothing for reading, are read by the addresses
/// that MLflow's own web page reads them by: the server brings them out of the bucket. Nothing can be deleted.
/// </remarks>
internal sealed class PresignedArtifactRepository : IArtifactRepository, IPartwiseRepository
{
    private readonly MlflowHttp _http;
    private readonly ITrackingStore _store;
    private readonly TransferSettings _settings;
    private readonly ArtifactOwner _owner;
    private volatile Place? _place;
    private volatile bool _signsNoDownloads;

    public PresignedArtifactRepository(MlflowHttp http, ITrackingStore store, TransferSettings settings, string location, ArtifactOwner owner)
    {
        (_http, _store, _settings, _owner) = (http, store, settings, owner);
        Root = location.TrimEnd('/');
    }

    public string Root { get; }

    /// <summary>The schemes of the buckets that MLflow servers sign addresses of.</summary>
    public static bool IsServed(string scheme) => scheme is "s3" or "gs" or "wasb" or "wasbs" or "abfs" or "abfss";

    public async Task<bool> PutFileAsync(string path, string sourceFile, PutOptions options, CancellationToken cancellationToken)
    {
        RelativePath.Check(path, $"the repository {Root}");
        if (options.Mode == PutMode.Create) throw LineaException.CreateOnlyIsNotOffered(path);
        var place = await PlaceAsync(cancellationToken).ConfigureAwait(false);
        using var file = File.OpenHandle(sourceFile, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(file);

        async Task PutAsync()
        {
            var address = await SignUploadAsync(place, place.Whole(path), cancellationToken).ConfigureAwait(false);
            await address.Host.SendAsync(address.Put(timer => new FileContent(file, length, sourceFile, options.Progress, timer)), cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await PutAsync().ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Status == HttpStatusCode.Forbidden && e.Request?.StartsWith("PUT ", StringComparison.Ordinal) == true)
        {
            // Signed addresses hold for some minutes only, and the repetitions may have taken longer.
            await PutAsync().ConfigureAwait(false);
        }
        return true;
    }

    public async Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken)
    {
        RelativePath.Check(path, $"the repository {Root}");
        var place = await PlaceAsync(cancellationToken).ConfigureAwait(false);
        var whole = place.Whole(path);
        try
        {
            if (await TrySignDownloadAsync(place, whole, cancellationToken).ConfigureAwait(false) is { } address)
            {
                var call = address.Get();
                return new DownloadStream(address.Host, call, await address.Host.OpenAsync(call, cancellationToken).ConfigureAwait(false), path, ct => SignDownloadAsync(place, whole, ct));
            }
            var throughServer = place.Read(whole);
            return new DownloadStream(_http, throughServer, await _http.OpenAsync(throughServer, cancellationToken).ConfigureAwait(false), path);
        }
        catch (MlflowException e) when (e.MlflowErrorCode == MlflowErrorCodes.EndpointNotFound && e.Request?.Contains("/artifacts/files", StringComparison.Ordinal) == true)
        {
            throw LineaException.BucketIsOutOfReach(Root, _http.Address, e);
        }
        catch (MlflowException e) when (e.Status is HttpStatusCode.NotFound)
        {
            throw LineaException.NoArtifact(path, Root, e);
        }
        catch (MlflowException e) when (e.Status is HttpStatusCode.BadRequest or HttpStatusCode.InternalServerError or HttpStatusCode.Forbidden)
        {
            // So servers say that a file is missing or that it is a directory, and S3 that there is none of that name.
            if (await FindSizeAsync(path, cancellationToken).ConfigureAwait(false) is null) throw LineaException.NoArtifact(path, Root, e);
            throw;
        }
    }

    public async Task<bool> TryDownloadAsync(string path, long size, SafeFileHandle target, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        RelativePath.Check(path, $"the repository {Root}");
        if (size < _settings.ParallelDownloadFrom) return false;
        var place = await PlaceAsync(ct).ConfigureAwait(false);
        var whole = place.Whole(path);
        if (await TrySignDownloadAsync(place, whole, ct).ConfigureAwait(false) is not { } address) return false;
        return await new PartwiseDownload(address, token => SignDownloadAsync(place, whole, token), _settings, path).TryRunAsync(size, target, progress, ct).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<RepositoryEntry> ListAsync(string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (directory.Length > 0) RelativePath.Check(directory, $"the repository {Root}");
        var place = await PlaceAsync(cancellationToken).ConfigureAwait(false);
        var whole = place.Whole(directory);
        var pages = new PageGuard();
        var entries = new SortedDictionary<string, RepositoryEntry>(StringComparer.Ordinal);
        string? token = null;
        do
        {
            var call = place.List(whole, token);
            var answer = await _http.ReadAsync<ArtifactsAnswer>(call, cancellationToken).ConfigureAwait(false);
            foreach (var file in answer.Files ?? []) entries[file.Path ?? ""] = Entry(directory, whole, file);
            token = pages.Next(answer.NextPageToken, answer.Files?.Count ?? 0, $"{call.Method} {call.Path}");
        }
        while (token is not null);
        foreach (var entry in entries.Values) yield return entry;
    }

    public async Task<long?> FindSizeAsync(string path, CancellationToken cancellationToken)
    {
        RelativePath.Check(path, $"the repository {Root}");
        var slash = path.LastIndexOf('/');
        await foreach (var entry in ListAsync(slash < 0 ? "" : path[..slash], cancellationToken).ConfigureAwait(false))
            if (entry.Path == path) return entry.Size;
        return null;
    }

    public Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        RelativePath.Check(path, $"the repository {Root}");
        throw LineaException.DeletingIsNotOffered(path, Root);
    }

    // A listing is a claim of the server's: what it lists lies directly in the directory that was asked for, or it is not taken.
    private static RepositoryEntry Entry(string directory, string whole, WireArtifact file)
    {
        var listed = RelativePath.Check(file.Path ?? "", "the server's listing");
        var name = whole.Length == 0 ? listed : listed.StartsWith(whole + "/", StringComparison.Ordinal) ? listed[(whole.Length + 1)..] : "";
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal)) throw LineaException.ListsOtherDirectory(listed, whole);
        var path = directory.Length == 0 ? name : $"{directory}/{name}";
        return file.IsDir == true ? new RepositoryEntry(path, true, null) : new RepositoryEntry(path, false, file.FileSize ?? 0);
    }

    private async Task<SignedAddress> SignUploadAsync(Place place, string whole, CancellationToken ct)
    {
        var call = Api.Post("artifacts/presigned-upload-url", new SignUpload(place.RunId, place.ModelId, whole));
        try
        {
            var answer = await _http.ReadAsync<SignedAnswer>(call, ct).ConfigureAwait(false);
            return SignedAddress.Of(_http, call, answer.PresignedUrl, answer.Headers);
        }
        catch (MlflowException e) when (e.Code is ErrorCode.NotSupported || e.Status is HttpStatusCode.BadRequest)
        {
            throw LineaException.BucketIsOutOfReach(Root, _http.Address, e);
        }
    }

    private async Task<SignedAddress?> TrySignDownloadAsync(Place place, string whole, CancellationToken ct)
    {
        if (place.RunId is null || _signsNoDownloads) return null;
        try
        {
            return await SignDownloadAsync(place, whole, ct).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Code == ErrorCode.NotSupported)
        {
            _signsNoDownloads = true;
            return null;
        }
    }

    private async Task<SignedAddress> SignDownloadAsync(Place place, string whole, CancellationToken ct)
    {
        var call = Api.Post("artifacts/presigned-download-url", new SignDownload(place.RunId!, whole)) with { ServerErrorIsFinal = true };
        var answer = await _http.ReadAsync<SignedAnswer>(call, ct).ConfigureAwait(false);
        return SignedAddress.Of(_http, call, answer.PresignedUrl, answer.Headers);
    }

    private async Task<Place> PlaceAsync(CancellationToken ct)
    {
        if (_place is { } known) return known;
        if (_owner.ModelId is { } modelId)
        {
            var root = _owner.Location ?? (await _store.GetLoggedModelAsync(modelId, ct).ConfigureAwait(false)).ArtifactLocation;
            if (Below(root) is { } path) return _place = new Place(modelId, null, path);
        }
        if (_owner.RunId is { } runId)
        {
            var root = _owner.Location ?? (await _store.GetRunAsync(runId, ct).ConfigureAwait(false)).ArtifactUri;
            if (Below(root) is { } path) return _place = new Place(null, runId, path);
        }
        throw LineaException.BucketIsOutOfReach(Root, _http.Address);
    }

    private string? Below(string root)
    {
        root = root.TrimEnd('/');
        if (Root == root) return "";
        return Root.StartsWith(root + "/", StringComparison.Ordinal) ? RelativePath.Check(Root[(root.Length + 1)..], $"the artifact location {Root}") : null;
    }

    /// <summary>Whose artifacts they are, and how far below the root of those.</summary>
    private sealed record Place(string? ModelId, string? RunId, string Path)
    {
        public string Whole(string path) => Path.Length == 0 ? path : path.Length == 0 ? Path : $"{Path}/{path}";

        public MlflowCall List(string directory, string? token) => ModelId is { } id
            ? Api.Get($"{Model(id)}/directories", ("artifact_directory_path", Given(directory)), ("page_token", token))
            : Api.Get("artifacts/list", ("run_id", RunId), ("path", Given(directory)), ("page_token", token));

        public MlflowCall Read(string path) => new()
        {
            Method = HttpMethod.Get,
            Path = ModelId is { } id ? $"/ajax-api/2.0/mlflow/{Model(id)}/files" : "/get-artifact",
            Query = ModelId is null ? MlflowCall.Escape(("run_id", RunId), ("path", path)) : MlflowCall.Escape(("artifact_file_path", path)),
            ServerErrorIsFinal = true,
        };

        private static string Model(string id) => $"logged-models/{Api.Segment("the id of a logged model", id)}/artifacts";

        private static string? Given(string path) => path.Length > 0 ? path : null;
    }
}
