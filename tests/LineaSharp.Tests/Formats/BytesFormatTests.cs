using System.Buffers;
using LineaSharp.Formats;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Formats;

public sealed class BytesFormatTests : FormatConformance<byte[]>
{
    protected override IArtifactFormat Format => new BytesFormat();

    protected override byte[] Make() => [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 31))];

    protected override void AssertSame(byte[] expected, byte[] actual) => Assert.Equal(expected, actual);

    [Fact]
    public async Task No_bytes_come_back_as_no_bytes()
    {
        using var saved = await SavedFiles.SaveAsync(Format, Array.Empty<byte>());

        Assert.Empty(await saved.LoadAsync<byte[]>());
    }

    [Fact]
    public async Task Memory_is_saved_and_loaded()
    {
        byte[] bytes = [0, 1, 2, 3, 4];
        using var part = await SavedFiles.SaveAsync(Format, bytes.AsMemory(1, 3));
        using var readOnly = await SavedFiles.SaveAsync(Format, (ReadOnlyMemory<byte>)bytes.AsMemory(2));

        Assert.Equal([1, 2, 3], (await part.LoadAsync<Memory<byte>>()).ToArray());
        Assert.Equal([2, 3, 4], (await readOnly.LoadAsync<ReadOnlyMemory<byte>>()).ToArray());
        Assert.Equal([2, 3, 4], await readOnly.LoadAsync<byte[]>());
    }

    [Fact]
    public async Task Memory_that_is_no_array_is_saved()
    {
        using var owner = new Unmanaged();

        using var saved = await SavedFiles.SaveAsync(Format, owner.Memory);

        Assert.Equal(owner.Memory.ToArray(), await saved.LoadAsync<byte[]>());
    }

    [Fact]
    public void Arrays_that_the_runtime_takes_for_bytes_are_left_to_others()
    {
        Assert.True((object)new sbyte[1] is byte[]);
        Assert.False(Format.CanSave(new sbyte[1]));
        Assert.False(Format.CanSave(new byte[1, 1]));
        Assert.False(Format.CanLoadAs(typeof(sbyte[])));
    }

    private sealed class Unmanaged : MemoryManager<byte>
    {
        private readonly byte[] _bytes = [.. Enumerable.Range(0, 2_500_000).Select(i => (byte)(i / 3))];

        public override Span<byte> GetSpan() => _bytes;

        public override MemoryHandle Pin(int elementIndex = 0) => _bytes.AsMemory(elementIndex).Pin();

        public override void Unpin() { }

        protected override void Dispose(bool disposing) { }
    }
}
