using Xunit;

namespace LineaSharp.DataFrames.Tests;

/// <summary>Encodings on bytes put together by hand, after the examples of Parquet's specification.</summary>
public sealed class DecoderTests
{
    private static readonly MemoryBudget Budget = new(1 << 20);

    [Fact]
    public void Runs_and_bit_packed_groups_are_read()
    {
        // 0 to 7 in three bits each is the specification's example; then five times 6.
        var reader = new RleReader([0x03, 0x88, 0xC6, 0xFA, 0x0A, 0x06], 3);
        var numbers = new int[13];

        reader.Fill(numbers);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 6, 6, 6, 6, 6], numbers);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(31)]
    [InlineData(32)]
    public void Bit_packed_numbers_of_any_width_are_read(int width)
    {
        var random = new Random(width);
        var expected = Enumerable.Range(0, 64).Select(_ => (int)(random.NextInt64() & ((1L << width) - 1))).ToArray();
        var bytes = new byte[8 * width];
        for (var i = 0; i < expected.Length; i++)
            for (var b = 0; b < width; b++)
                if (((uint)expected[i] >> b & 1) != 0) Bits.Set(bytes, i * width + b);
        var reader = new RleReader([17, .. bytes], width);
        var numbers = new int[64];

        reader.Fill(numbers);

        Assert.Equal(expected, numbers);
    }

    [Fact]
    public void Too_few_numbers_are_an_error() => Assert.Throws<InvalidDataException>(() => new RleReader([0x0A, 0x06], 3).Fill(new int[6]));

    [Fact]
    public void Differences_are_read()
    {
        // 1, 2, 3, 4, 5: the specification's first example, with blocks of 128 in 4 parts; then 7, 5, 3, 1, 2, 3, 4, 5, its second.
        Assert.Equal([1, 2, 3, 4, 5], Delta([0x80, 0x01, 4, 5, 2, 2, 0, 0, 0, 0], 5));
        Assert.Equal([7, 5, 3, 1, 2, 3, 4, 5], Delta([0x80, 0x01, 4, 8, 14, 3, 2, 0, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0, 0, 0], 8));
    }

    [Fact]
    public void Differences_of_64_bits_wrap_around()
    {
        // long.MaxValue, then a difference of 1: one number of 64 bits in a block whose least difference is 0.
        var bytes = new byte[] { 0x80, 0x01, 4, 2, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0, 64, 0, 0, 0, 1 }.Concat(new byte[32 * 8 - 1]).ToArray();

        Assert.Equal([long.MaxValue, long.MinValue], Delta(bytes, 2));
    }

    [Fact]
    public void Texts_after_their_lengths_are_read()
    {
        // Lengths 5, 5, 6, 6, then the texts: the specification's example.
        var values = new BinaryValues(Budget);
        var cursor = new ByteCursor([0x80, 0x01, 4, 4, 10, 0, 1, 0, 0, 0, 2, 0, 0, 0, .. "HelloWorldFoobarABCDEF"u8]);

        values.AddDeltaLength(ref cursor, 4);

        Assert.Equal(["Hello", "World", "Foobar", "ABCDEF"], Enumerable.Range(0, 4).Select(i => System.Text.Encoding.UTF8.GetString(values[i])));
    }

    [Fact]
    public void Texts_that_share_their_beginnings_are_read()
    {
        // axis, axle, babble, babyhood: prefixes 0, 2, 0, 3 and the rest; the specification's example.
        var values = new BinaryValues(Budget);
        var prefixes = new byte[] { 0x80, 0x01, 4, 4, 0, 3, 3, 0, 0, 0 }.Concat(Packed(3, 4, 0, 5)).ToArray();
        var suffixes = new byte[] { 0x80, 0x01, 4, 4, 8, 3, 3, 0, 0, 0 }.Concat(Packed(3, 0, 6, 1)).ToArray();
        var cursor = new ByteCursor([.. prefixes, .. suffixes, .. "axislebabbleyhood"u8]);

        values.AddDeltaBytes(ref cursor, 4);

        Assert.Equal(["axis", "axle", "babble", "babyhood"], Enumerable.Range(0, 4).Select(i => System.Text.Encoding.UTF8.GetString(values[i])));
    }

    [Fact]
    public void Bytes_that_were_split_into_streams_are_joined()
    {
        var values = new FixedValues(4, Budget);
        var cursor = new ByteCursor([0xAA, 0x00, 0xA3, 0xBB, 0x11, 0xB4, 0xCC, 0x22, 0xC5, 0xDD, 0x33, 0xD6]);

        values.AddSplit(ref cursor, 3);

        Assert.Equal([0xAA, 0xBB, 0xCC, 0xDD, 0x00, 0x11, 0x22, 0x33, 0xA3, 0xB4, 0xC5, 0xD6], values.Bytes.ToArray());
    }

    [Fact]
    public void Truth_values_in_runs_are_read()
    {
        var values = new BooleanValues(Budget);
        var cursor = new ByteCursor([2, 0, 0, 0, 0x0A, 1]);

        values.AddRle(ref cursor, 5);

        Assert.True(Enumerable.Range(0, 5).All(i => values[i]));
    }

    private static long[] Delta(byte[] bytes, int count)
    {
        var cursor = new ByteCursor(bytes);
        return DeltaReader.Read(ref cursor, count, Budget);
    }

    // Numbers of so many bits in a part of 32: differences above the least one.
    private static byte[] Packed(int width, params int[] numbers)
    {
        var bytes = new byte[32 * width / 8];
        for (var i = 0; i < numbers.Length; i++)
            for (var b = 0; b < width; b++)
                if ((numbers[i] >> b & 1) != 0) Bits.Set(bytes, i * width + b);
        return bytes;
    }
}
