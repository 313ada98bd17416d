using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Win32.SafeHandles;

namespace LineaSharp.Mlflow.Rest;

/// <summary>One large file from a bucket, its parts at the same time, each written to its place. A part that breaks is taken up again where it broke.</summary>
/// <param name="address">Where the file is.</param>
/// <param name="sign">Asks for a new address when the first has expired.</param>
/// <param name="settings">Part size and parallelism.</param>
/// <param name="path">The file's path for messages.</param>
internal sealed class PartwiseDownload(SignedAddress address, Func<CancellationToken, Task<SignedAddress>> sign, TransferSettings settings, string path)
{
    private const int Piece = 1 << 20;

    private volatile SignedAddress _address = address;
    private EntityTagHeaderValue? _version;

    /// <returns>False when the bucket does not give parts, or cannot be reached; the file must come as a whole then.</returns>
    public async Task<bool> TryRunAsync(long size, SafeFileHandle target, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        var parts = settings.PartsToDownload(size);
        if (parts.Count < 2 || !await GivesPartsAsync(size, ct).ConfigureAwait(false)) return false;
        var total = new TransferTotal(progress) { Bytes = size };
        await Parallel.ForEachAsync(
            parts,
            new ParallelOptions { MaxDegreeOfParallelism = settings.Parallel, CancellationToken = ct },
            async (part, token) => await FetchAsync(part, size, target, total.OfFile(), token).ConfigureAwait(false)).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> GivesPartsAsync(long size, CancellationToken ct)
    {
        try
        {
            using var answer = await _address.Host.OpenAsync(_address.Get() with { To = 0, Repeat = Repeat.Never }, ct).ConfigureAwait(false);
            if (answer.StatusCode != HttpStatusCode.PartialContent || answer.Content.Headers.ContentRange is not { } range) return false;
            if (range.Length != size) throw LineaException.ArtifactChanged(path, _address.Host.Address);
            _version = answer.Headers.ETag;
            return true;
        }
        catch (MlflowException)
        {
            return false;
        }
    }

    private async Task FetchAsync(FilePart part, long size, SafeFileHandle target, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        var at = part.From;
        var renewed = false;
        while (at <= part.To)
        {
            var address = _address;
            try
            {
                await address.Host.RetryAsync(async token => at = await ReadAsync(address, part, at, size, target, progress, reached => at = reached, token).ConfigureAwait(false), ct).ConfigureAwait(false);
            }
            catch (MlflowException e) when (e.Status == HttpStatusCode.Forbidden && !renewed)
            {
                // Signed addresses hold for some minutes only.
                renewed = true;
                _address = await sign(ct).ConfigureAwait(false);
            }
        }
    }

    private async Task<long> ReadAsync(
        SignedAddress address, FilePart part, long from, long size, SafeFileHandle target, IProgress<TransferProgress>? progress, Action<long> reached, CancellationToken ct)
    {
        var call = address.Get() with { From = from, To = part.To, Version = _version, Repeat = Repeat.Never };
        using var answer = await address.Host.OpenAsync(call, ct).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.PartialContent || answer.Content.Headers.ContentRange is not { } range || range.From != from || range.To != part.To || range.Length != size
            || (_version is not null && answer.Headers.ETag is { } now && !_version.Equals(now)))
            throw LineaException.ArtifactChanged(path, address.Host.Address);

        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            return await address.Host.TranslateAsync(
                call,
                async () =>
                {
                    using var timer = address.Host.NewTimer(ct);
                    using var body = await answer.Content.ReadAsStreamAsync(timer.Token).ConfigureAwait(false);
                    for (var at = from; at <= part.To; reached(at), timer.Restart())
                    {
                        var count = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, part.To + 1 - at)), timer.Token).ConfigureAwait(false);
                        if (count == 0) throw new EndOfStreamException($"a part ended after {at - part.From} of {part.Length} bytes");
                        await RandomAccess.WriteAsync(target, buffer.AsMemory(0, count), at, timer.Token).ConfigureAwait(false);
                        at += count;
                        progress?.Report(new TransferProgress(at - part.From, part.Length));
                    }
                    return part.To + 1;
                },
                ct).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
