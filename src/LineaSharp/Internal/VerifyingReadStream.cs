using System.Security.Cryptography;
using LineaSharp.Formats;

namespace LineaSharp.Internal;

/// <summary>
/// Reads a stored file and compares it with its recorded size and SHA-256. The bytes that complete the file are handed out only
/// when the digest agrees, so nobody who reads to the end can take wrong bytes for right ones.
/// </summary>
internal sealed class VerifyingReadStream(Stream inner, ArtifactFile expected, string artifact) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;
    private bool _verified;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => expected.Size;
    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        var count = inner.Read(buffer);
        Take(buffer[..count]);
        if (_read == expected.Size && !_verified) Finish(inner.Read(stackalloc byte[1]) != 0);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Take(buffer.Span[..count]);
        if (_read == expected.Size && !_verified)
            Finish(await inner.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) != 0);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty && _read < expected.Size) throw LineaException.FileIsShort(artifact, expected, _read);
        _hash.AppendData(bytes);
        _read += bytes.Length;
        if (_read > expected.Size) throw LineaException.FileIsLong(artifact, expected);
    }

    private void Finish(bool hasMore)
    {
        if (hasMore) throw LineaException.FileIsLong(artifact, expected);
        var found = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (found != expected.Sha256) throw LineaException.FileHasChanged(artifact, expected, found);
        _verified = true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _hash.Dispose();
        }
        base.Dispose(disposing);
    }
}
