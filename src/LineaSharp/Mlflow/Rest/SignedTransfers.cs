using System.Net;
using LineaSharp.Mlflow.Rest.Wire;
using Microsoft.Win32.SafeHandles;

namespace LineaSharp.Mlflow.Rest;

/// <summary>
/// The short way between this machine and the bucket behind a server, by addresses that the server signs. Where the server does not offer it, or the bucket
/// cannot be reached from here, the caller takes the way through the server.
/// </summary>
internal sealed class SignedTransfers(MlflowHttp server, TransferSettings settings)
{
    private const string SignedPrefix = "/api/2.0/mlflow-artifacts/presigned/";

    // What was once found out holds for the client's life.
    private volatile ServerInfoAnswer? _info;
    private volatile bool _noUploads;
    private volatile bool _noDownloads;

    public TransferSettings Settings => settings;

    /// <summary>The same at another server.</summary>
    public SignedTransfers At(MlflowHttp other) => other == server ? this : new SignedTransfers(other, settings);

    /// <summary>Uploads a large file in parts.</summary>
    /// <param name="path">The file's whole path in the server's artifacts.</param>
    /// <param name="file">The open file.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="localName">Its name for messages.</param>
    /// <param name="progress">Told the bytes that have gone.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>False when it must go through the server.</returns>
    public async Task<bool> TryUploadAsync(string path, SafeFileHandle file, long length, string localName, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        var slash = path.LastIndexOf('/');
        // The server has no address for an upload at the root of its artifacts.
        if (slash < 0 || length < settings.MultipartUploadFrom || !await OffersUploadsAsync(ct).ConfigureAwait(false)) return false;
        try
        {
            var upload = new MultipartUpload(server, settings, Escaped(path[..slash]), path[(slash + 1)..]);
            var done = await upload.SendAsync(file, length, localName, progress, ct).ConfigureAwait(false);
            _noUploads = !done;
            return done;
        }
        catch (MlflowException e) when (e.Code == ErrorCode.NotSupported)
        {
            _noUploads = true;
            return false;
        }
    }

    /// <summary>Opens a file in the bucket.</summary>
    /// <param name="path">The file's whole path in the server's artifacts.</param>
    /// <param name="shownPath">Its path for messages.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Null when it must come through the server.</returns>
    public async Task<Stream?> TryOpenAsync(string path, string shownPath, CancellationToken ct)
    {
        if (await TrySignAsync(path, ct).ConfigureAwait(false) is not { } address) return null;
        try
        {
            var call = address.Get();
            // Only once: the way through the server is there as well.
            var response = await address.Host.OpenAsync(call with { Repeat = Repeat.Never }, ct).ConfigureAwait(false);
            return new DownloadStream(address.Host, call, response, shownPath, token => SignAsync(path, token));
        }
        catch (MlflowException e)
        {
            _noDownloads |= e.Status is null && e.Failure is not { MayHaveActed: true };
            return null;
        }
    }

    /// <summary>Brings the parts of a large file at the same time.</summary>
    /// <returns>False when it must come as a whole.</returns>
    public async Task<bool> TryDownloadAsync(string path, long size, string shownPath, SafeFileHandle target, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        if (size < settings.ParallelDownloadFrom || await TrySignAsync(path, ct).ConfigureAwait(false) is not { } address) return false;
        return await new PartwiseDownload(address, token => SignAsync(path, token), settings, shownPath).TryRunAsync(size, target, progress, ct).ConfigureAwait(false);
    }

    private async Task<SignedAddress?> TrySignAsync(string path, CancellationToken ct)
    {
        if (!await OffersDownloadsAsync(ct).ConfigureAwait(false)) return null;
        try
        {
            return await SignAsync(path, ct).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Code == ErrorCode.NotSupported)
        {
            _noDownloads = true;
            return null;
        }
        catch (MlflowException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.InternalServerError)
        {
            return null; // a missing file or a directory; the other way says which
        }
    }

    private async Task<SignedAddress> SignAsync(string path, CancellationToken ct)
    {
        var call = new MlflowCall { Method = HttpMethod.Get, Path = SignedPrefix + Escaped(path), ServerErrorIsFinal = true };
        var answer = await server.ReadAsync<ProxiedSignedAnswer>(call, ct).ConfigureAwait(false);
        return SignedAddress.Of(server, call, answer.Url, answer.Headers);
    }

    // Servers that do not tell are tried: it costs one short call for a large file.
    private async Task<bool> OffersUploadsAsync(CancellationToken ct) =>
        !_noUploads && (settings.MultipartUpload ?? (await AskAsync(ct).ConfigureAwait(false)).MultipartUploadsEnabled ?? true);

    private async Task<bool> OffersDownloadsAsync(CancellationToken ct) =>
        !_noDownloads && (settings.SignedDownload ?? (await AskAsync(ct).ConfigureAwait(false)).MultipartDownloadsEnabled ?? false);

    // Asked once, and only once: a server that is ill says so when it is asked for what counts.
    private async Task<ServerInfoAnswer> AskAsync(CancellationToken ct)
    {
        if (_info is { } known) return known;
        try
        {
            var call = new MlflowCall { Method = HttpMethod.Get, Path = "/api/3.0/mlflow/server-info", Repeat = Repeat.Never };
            return _info = await server.ReadAsync<ServerInfoAnswer>(call, ct).ConfigureAwait(false);
        }
        catch (MlflowException)
        {
            return _info = new ServerInfoAnswer(null, null, null, null, null, null);
        }
    }

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
