using System.Buffers;
using System.Net;
using Microsoft.Win32.SafeHandles;

namespace LineaSharp.Mlflow.Rest;

/// <summary>A file, or a part of one, as a request's body: streamed, with its length known before. The file stays open for another attempt.</summary>
internal sealed class FileContent(SafeFileHandle file, long length, string name, IProgress<TransferProgress>? progress, AttemptTimer timer, long from = 0) : HttpContent
{
    private const int Piece = 1 << 20;
    private const int Small = 1 << 16;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(length, 1, Piece));
        try
        {
            for (long done = 0; done < length;)
            {
                var wanted = (int)Math.Min(buffer.Length, length - done);
                var count = await ReadAsync(buffer.AsMemory(0, wanted), from + done, cancellationToken).ConfigureAwait(false);
                if (count == 0) throw LineaException.FileShrank(name, from + length, from + done);
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                done += count;
                timer.Restart();
                progress?.Report(new TransferProgress(done, length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Most files are small: they are read before another thread has woken.
    private ValueTask<int> ReadAsync(Memory<byte> target, long offset, CancellationToken ct) =>
        length <= Small ? ValueTask.FromResult(RandomAccess.Read(file, target.Span, offset)) : RandomAccess.ReadAsync(file, target, offset, ct);

    // The length goes ahead of the body, so that nothing in between must hold it.
    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
