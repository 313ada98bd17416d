using LineaSharp.Formats;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Formats;

public sealed class StreamFormatTests : FormatConformance<Stream>
{
    protected override IArtifactFormat Format => new StreamFormat();

    protected override Stream Make() => new MemoryStream([.. Enumerable.Range(0, 2_500_000).Select(i => (byte)(i * 7))]);

    protected override void AssertSame(Stream expected, Stream actual)
    {
        var read = new MemoryStream();
        actual.CopyTo(read);
        Assert.Equal(((MemoryStream)expected).ToArray(), read.ToArray());
        actual.Dispose();
    }

    [Fact]
    public async Task What_lies_before_the_current_position_is_not_saved_and_the_stream_stays_open()
    {
        using var source = new MemoryStream([1, 2, 3, 4]) { Position = 1 };

        using var saved = await SavedFiles.SaveAsync(Format, source);

        Assert.Equal([2, 3, 4], await saved.LoadAsync<byte[]>());
        Assert.True(source.CanRead);
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_is_read_to_its_end()
    {
        using var source = new OneWay(1_234_567);

        using var saved = await SavedFiles.SaveAsync(Format, source);

        Assert.Equal(1_234_567, saved.Manifest.Size);
        Assert.All(await saved.LoadAsync<byte[]>(), b => Assert.Equal(7, b));
    }

    [Fact]
    public async Task It_comes_back_as_a_private_file_as_well()
    {
        using var saved = await SavedFiles.SaveAsync(Format, new MemoryStream([1, 2, 3]));

        var file = await saved.LoadAsync<FileInfo>();

        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(file.FullName));
        file.Directory!.Delete(recursive: true);
    }

    [Fact]
    public async Task A_closed_stream_is_the_callers_mistake()
    {
        var source = new MemoryStream([1]);
        source.Dispose();

        await Assert.ThrowsAsync<ArgumentException>(() => SavedFiles.SaveAsync(Format, source));
    }

    /// <summary>Gives sevens, a few at a time.</summary>
    private sealed class OneWay(int left) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            count = Math.Min(Math.Min(count, 1000), left);
            buffer.AsSpan(offset, count).Fill(7);
            left -= count;
            return count;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
