using System.Buffers;
using System.Net;
using Microsoft.Win32.SafeHandles;

namespace LineaSharp.Mlflow.Rest;

/// <summary>A file, or a part of one, as a request's body: streamed, with its length known before. The file stays open for another attempt.</summary>
internal sealed class FileContent(SafeFileHandle file, long length, string name, IProgress<TransferProgress>? progress, AttemptTimer timer, long from = 0) : HttpContent
{
    private const int Piece = 1 << 19;
    private const int Small = 1 << 16;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // While one piece is on its way, the next is read: on a busy machine each wait for another thread is a long one.
        var (piece, next) = (Rent(), Rent());
        var reading = ReadAsync(piece, 0, cancellationToken);
        try
        {
            for (long done = 0; done < length;)
            {
                var count = await reading.ConfigureAwait(false);
                if (count == 0) throw LineaException.FileShrank(name, from + length, from + done);
                done += count;
                if (done < length) reading = ReadAsync(next, done, cancellationToken);
                await stream.WriteAsync(piece.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                (piece, next) = (next, piece);
                timer.Restart();
                progress?.Report(new TransferProgress(done, length));
            }
        }
        finally
        {
            // The pieces go back to the pool only when nothing is read into them any more. What the reading met, the loop has told or does not need.
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(piece);
            ArrayPool<byte>.Shared.Return(next);
        }
    }

    private byte[] Rent() => ArrayPool<byte>.Shared.Rent((int)Math.Clamp(length, 1, Piece));

    // Most files are small: they are read before another thread has woken.
    private Task<int> ReadAsync(byte[] piece, long done, CancellationToken ct)
    {
        var target = piece.AsMemory(0, (int)Math.Min(piece.Length, length - done));
        return length <= Small ? Task.FromResult(RandomAccess.Read(file, target.Span, from + done)) : RandomAccess.ReadAsync(file, target, from + done, ct).AsTask();
    }

    // The length goes ahead of the body, so that nothing in between must hold it.
    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
