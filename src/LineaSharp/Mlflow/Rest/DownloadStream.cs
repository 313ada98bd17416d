using System.Net;
using System.Net.Http.Headers;
using LineaSharp.Internal;

namespace LineaSharp.Mlflow.Rest;

/// <summary>
/// A file as it comes from a server. When the connection breaks or the body ends too soon, the rest is asked for: from where it broke where the
/// server answers 206, else from the start, passing over what is known already. It ends with all bytes or with an error.
/// </summary>
internal sealed class DownloadStream : Stream
{
    private readonly Func<CancellationToken, Task<SignedAddress>>? _sign;
    private MlflowHttp _http;
    private MlflowCall _call;
    private readonly string _name;
    private readonly long? _length;
    private readonly EntityTagHeaderValue? _version;
    private HttpResponseMessage? _response;
    private Stream? _body;
    private long _position;
    private long _resumedAt = -1;

    /// <param name="http">Sends the call.</param>
    /// <param name="call">What gets the file.</param>
    /// <param name="response">Its first answer, whose body is not read yet.</param>
    /// <param name="name">The file's path for messages.</param>
    /// <param name="sign">Asks for a new signed address when the one of the call has expired. The default is none.</param>
    public DownloadStream(MlflowHttp http, MlflowCall call, HttpResponseMessage response, string name, Func<CancellationToken, Task<SignedAddress>>? sign = null)
    {
        (_http, _call, _response, _name, _sign) = (http, call, response, name, sign);
        _length = response.Content.Headers.ContentLength;
        _version = response.Headers.ETag;
    }

    /// <summary>The file that a call gets.</summary>
    /// <exception cref="LineaException">NotFound: there is none of that path below the root.</exception>
    public static async Task<Stream> OpenAsync(MlflowHttp http, MlflowCall call, string path, string root, CancellationToken ct)
    {
        try
        {
            return new DownloadStream(http, call, await http.OpenAsync(call, ct).ConfigureAwait(false), path);
        }
        catch (MlflowException e) when ((int?)e.Status is 404)
        {
            throw LineaException.NoArtifact(path, root, e);
        }
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        try
        {
            return await ReadOnceAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Failure is not null)
        {
            // A server that always cuts at the same place is not asked for ever.
            if (_resumedAt == _position) throw;
            _resumedAt = _position;
            return await _http.RetryAsync(
                async ct =>
                {
                    await ResumeAsync(ct).ConfigureAwait(false);
                    return await ReadOnceAsync(buffer, ct).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Blocking.Run(() => ReadAsync(buffer.AsMemory(offset, count)).AsTask());

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) Drop();
        base.Dispose(disposing);
    }

    private Task<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken ct)
    {
        return _http.TranslateAsync(
            _call,
            async () =>
            {
                using var timer = _http.NewTimer(ct);
                _body ??= await _response!.Content.ReadAsStreamAsync(timer.Token).ConfigureAwait(false);
                var count = await _body.ReadAsync(buffer, timer.Token).ConfigureAwait(false);
                if (count == 0 && _position < _length) throw new EndOfStreamException($"it ended after {_position} of {_length} bytes");
                if (_position + count > _length) throw LineaException.ArtifactChanged(_name, _http.Address);
                _position += count;
                return count;
            },
            ct);
    }

    private async Task ResumeAsync(CancellationToken ct)
    {
        Drop();
        _response = await ReopenAsync(ct).ConfigureAwait(false);
        var (headers, status) = (_response.Content.Headers, _response.StatusCode);
        if (_version is { } version && _response.Headers.ETag is { } now && !version.Equals(now)) throw LineaException.ArtifactChanged(_name, _http.Address);
        if (status == HttpStatusCode.PartialContent)
        {
            if (headers.ContentRange is not { } range || range.From != _position || (range.Length is { } all && _length is { } known && all != known))
                throw LineaException.ArtifactChanged(_name, _http.Address);
            return;
        }
        if (headers.ContentLength is { } length && _length is { } expected && length != expected) throw LineaException.ArtifactChanged(_name, _http.Address);
        await PassOverAsync(_position, ct).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> ReopenAsync(CancellationToken ct)
    {
        try
        {
            return await _http.OpenAsync(_call with { From = _position, Version = _version }, ct).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Status == HttpStatusCode.Forbidden && _sign is not null)
        {
            var address = await _sign(ct).ConfigureAwait(false);
            (_http, _call) = (address.Host, address.Get());
            return await _http.OpenAsync(_call with { From = _position, Version = _version }, ct).ConfigureAwait(false);
        }
    }

    // The server sends all of it again. What was handed out already cannot be taken back, so it is the same or the hash says otherwise.
    private async Task PassOverAsync(long count, CancellationToken ct)
    {
        var buffer = new byte[81920];
        _position = 0;
        while (_position < count)
            if (await ReadOnceAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count - _position)), ct).ConfigureAwait(false) == 0)
                throw LineaException.ArtifactChanged(_name, _http.Address);
    }

    private void Drop()
    {
        _body?.Dispose();
        _response?.Dispose();
        (_body, _response) = (null, null);
    }
}
