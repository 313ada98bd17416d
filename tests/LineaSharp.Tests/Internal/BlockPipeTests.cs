using System.Security.Cryptography;
using LineaSharp.Internal;
using Xunit;

namespace LineaSharp.Tests.Internal;

public sealed class BlockPipeTests
{
    private const int Block = 1 << 20;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Block - 1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData(9 * Block)]
    [InlineData(9 * Block + 12_345)]
    public async Task Both_steps_see_every_byte_in_order(int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        using var source = new MemoryStream(bytes);
        var (first, second) = (new MemoryStream(), new MemoryStream());

        await BlockPipe.RunAsync(source, block => first.Write(block.Span), block => second.Write(block.Span), CancellationToken.None);

        Assert.True(bytes.AsSpan().SequenceEqual(first.ToArray()));
        Assert.True(bytes.AsSpan().SequenceEqual(second.ToArray()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20 * Block)]
    public async Task A_step_that_fails_ends_the_work_with_its_own_error(int size)
    {
        static void Fail(ReadOnlyMemory<byte> block) => throw new IOException("full", 28);
        static void Pass(ReadOnlyMemory<byte> block) { }

        Assert.Equal("full", (await Assert.ThrowsAsync<IOException>(() => BlockPipe.RunAsync(new MemoryStream(new byte[size]), Fail, Pass, CancellationToken.None))).Message);
        Assert.Equal("full", (await Assert.ThrowsAsync<IOException>(() => BlockPipe.RunAsync(new MemoryStream(new byte[size]), Pass, Fail, CancellationToken.None))).Message);
    }

    [Fact]
    public async Task Cancelling_ends_the_work_between_two_blocks()
    {
        using var cancel = new CancellationTokenSource();
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BlockPipe.RunAsync(
            new MemoryStream(new byte[50 * Block]), _ => { if (++seen == 3) cancel.Cancel(); }, _ => { }, cancel.Token));

        Assert.Equal(3, seen);
    }
}
