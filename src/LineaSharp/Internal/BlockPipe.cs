using System.Buffers;
using System.Threading.Channels;

namespace LineaSharp.Internal;

/// <summary>
/// Reads a stream in blocks that pass through two steps on two threads: while a block is in the second step, the next ones are read and
/// are in the first. A few blocks are all the memory it takes.
/// </summary>
internal static class BlockPipe
{
    private const int BlockSize = 1 << 20;
    private const int Blocks = 4;

    /// <param name="source">Read to its end; not disposed.</param>
    /// <param name="first">Sees each block in order, on the thread that reads.</param>
    /// <param name="second">Sees each block in order, after the first step. Its failure ends the work.</param>
    /// <param name="ct">Stops the work between two blocks.</param>
    public static Task RunAsync(Stream source, Action<ReadOnlyMemory<byte>> first, Action<ReadOnlyMemory<byte>> second, CancellationToken ct) =>
        // Not on the caller's thread, whatever the source: the steps wait for disks.
        Task.Run(() => RunOnPoolAsync(source, first, second, ct), ct);

    private static async Task RunOnPoolAsync(Stream source, Action<ReadOnlyMemory<byte>> first, Action<ReadOnlyMemory<byte>> second, CancellationToken ct)
    {
        var rented = new List<byte[]> { ArrayPool<byte>.Shared.Rent(BlockSize) };
        try
        {
            var count = await ReadAsync(source, rented[0], ct).ConfigureAwait(false);
            if (count == BlockSize)
            {
                while (rented.Count < Blocks) rented.Add(ArrayPool<byte>.Shared.Rent(BlockSize));
                await RunOnTwoThreadsAsync(source, rented, first, second, ct).ConfigureAwait(false);
                return;
            }
            // Most files are small: they are done with before another thread has woken.
            first(rented[0].AsMemory(0, count));
            second(rented[0].AsMemory(0, count));
        }
        finally
        {
            foreach (var block in rented) ArrayPool<byte>.Shared.Return(block);
        }
    }

    // The first of the blocks is read already.
    private static async Task RunOnTwoThreadsAsync(
        Stream source, IReadOnlyList<byte[]> blocks, Action<ReadOnlyMemory<byte>> first, Action<ReadOnlyMemory<byte>> second, CancellationToken ct)
    {
        var free = Channel.CreateUnbounded<byte[]>();
        var full = Channel.CreateUnbounded<(byte[] Block, int Count)>();
        foreach (var block in blocks.Skip(1)) free.Writer.TryWrite(block);
        var secondStep = Task.Run(() => TakeAsync(full.Reader, free.Writer, second), CancellationToken.None);
        try
        {
            var (block, count) = (blocks[0], BlockSize);
            while (count > 0)
            {
                first(block.AsMemory(0, count));
                full.Writer.TryWrite((block, count));
                if (count < BlockSize) break;
                block = await free.Reader.ReadAsync(ct).ConfigureAwait(false);
                count = await ReadAsync(source, block, ct).ConfigureAwait(false);
            }
        }
        catch (ChannelClosedException)
        {
            // The second step has failed; its own error comes next.
        }
        finally
        {
            full.Writer.Complete();
            // The blocks go back to the pool only when nobody reads them any more.
            await secondStep.ConfigureAwait(false);
        }
    }

    private static async Task TakeAsync(ChannelReader<(byte[] Block, int Count)> full, ChannelWriter<byte[]> free, Action<ReadOnlyMemory<byte>> step)
    {
        try
        {
            await foreach (var (block, count) in full.ReadAllAsync().ConfigureAwait(false))
            {
                step(block.AsMemory(0, count));
                free.TryWrite(block);
            }
        }
        finally
        {
            free.Complete();
        }
    }

    private static ValueTask<int> ReadAsync(Stream source, byte[] block, CancellationToken ct) =>
        source.ReadAtLeastAsync(block.AsMemory(0, BlockSize), BlockSize, throwOnEndOfStream: false, ct);
}
