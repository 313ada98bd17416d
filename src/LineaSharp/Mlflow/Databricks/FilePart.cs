using System.Buffers;
using System.Net;
using LineaSharp.Mlflow.Rest;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>A part of a file as a request's body: streamed, with its length known before.</summary>
internal sealed class FilePart(LocalFile file, long start, long length, AttemptTimer timer) : HttpContent
{
    private const int Piece = 1 << 20;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(length, 1, Piece));
        try
        {
            for (long done = 0; done < length;)
            {
                var wanted = (int)Math.Min(buffer.Length, length - done);
                var count = await RandomAccess.ReadAsync(file.Handle, buffer.AsMemory(0, wanted), start + done, cancellationToken).ConfigureAwait(false);
                if (count == 0) throw LineaException.FileShrank(file.Path, file.Length, start + done);
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                done += count;
                timer.Restart();
                file.Progress?.Report(new TransferProgress(start + done, file.Length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The length goes ahead of the body, so that nothing in between must hold it.
    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
