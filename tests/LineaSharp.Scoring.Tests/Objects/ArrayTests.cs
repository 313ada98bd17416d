using System.Buffers.Binary;
using LineaSharp.Scoring.Objects;
using Xunit;

namespace LineaSharp.Scoring.Tests.Objects;

public sealed class ArrayTests
{
    // Three numbers of each type, the lowest and the highest of it among them, and the same in bytes of the little end.
    public static TheoryData<string, double[], byte[]> Numbers() => new()
    {
        { "i1", [1, sbyte.MinValue, sbyte.MaxValue], [1, 0x80, 0x7f] },
        { "i2", [1, short.MinValue, short.MaxValue], Bytes<short>(2, (b, v) => BinaryPrimitives.WriteInt16LittleEndian(b, v), 1, short.MinValue, short.MaxValue) },
        { "i4", [1, int.MinValue, int.MaxValue], Bytes<int>(4, (b, v) => BinaryPrimitives.WriteInt32LittleEndian(b, v), 1, int.MinValue, int.MaxValue) },
        { "i8", [1, long.MinValue, 1L << 53], Bytes<long>(8, (b, v) => BinaryPrimitives.WriteInt64LittleEndian(b, v), 1, long.MinValue, 1L << 53) },
        { "u1", [1, 0, byte.MaxValue], [1, 0, 0xff] },
        { "u2", [1, 0, ushort.MaxValue], Bytes<ushort>(2, (b, v) => BinaryPrimitives.WriteUInt16LittleEndian(b, v), 1, 0, ushort.MaxValue) },
        { "u4", [1, 0, uint.MaxValue], Bytes<uint>(4, (b, v) => BinaryPrimitives.WriteUInt32LittleEndian(b, v), 1, 0, uint.MaxValue) },
        { "u8", [1, 0, 1UL << 63], Bytes<ulong>(8, (b, v) => BinaryPrimitives.WriteUInt64LittleEndian(b, v), 1, 0, 1UL << 63) },
        { "f2", [1, -0.5, double.NaN], Bytes<Half>(2, (b, v) => BinaryPrimitives.WriteHalfLittleEndian(b, v), (Half)1, (Half)(-0.5), Half.NaN) },
        { "f4", [1, -0.5, double.NegativeInfinity], Bytes<float>(4, (b, v) => BinaryPrimitives.WriteSingleLittleEndian(b, v), 1, -0.5f, float.NegativeInfinity) },
        { "f8", [1, double.Epsilon, double.NaN], Bytes<double>(8, (b, v) => BinaryPrimitives.WriteDoubleLittleEndian(b, v), 1, double.Epsilon, double.NaN) },
        { "b1", [1, 0, 1], [1, 0, 7] },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Numbers_are_the_same_in_an_array_in_the_other_order_of_bytes_and_in_the_fields_of_records(string type, double[] numbers, byte[] little)
    {
        var size = little.Length / 3;
        byte[] big = [.. little.Chunk(size).SelectMany(item => item.Reverse())];
        byte[] records = [.. little.Chunk(size).SelectMany(item => (byte[])[0xff, .. item, 0xff, 0xff])];
        var record = PyDtype.Record([new("before", PyDtype.Parse("u1")!, 0), new("it", PyDtype.Parse("<" + type)!, 1)], size + 3);

        PyArray[] arrays = [Array("<" + type, little), Array(">" + type, size == 1 ? little : big), New().Fill(record, [3], records, false).Field("it")];

        foreach (var array in arrays)
        {
            Assert.Equal(numbers, array.ToDoubles());
            Assert.Equal(numbers, Enumerable.Range(0, 3).Select(i => PyValue.AsNumber(array.Element(i))!.Value));
            if (type[0] is 'f' or 'u' && type is not ("u1" or "u2" or "u4")) Assert.Throws<LineaException>(array.ToLongs);
            else Assert.Equal(numbers, array.ToLongs().Select(n => (double)n));
        }
    }

    [Fact]
    public void What_is_no_index_is_refused_as_one()
    {
        Assert.Throws<LineaException>(() => Array("<i8", Bytes<long>(8, (b, v) => BinaryPrimitives.WriteInt64LittleEndian(b, v), 1L << 31, 0, 0)).ToInts());
        Assert.Throws<LineaException>(() => Array("<f8", new byte[24]).ToInts());
        Assert.Throws<LineaException>(() => Array("<c8", new byte[24]).ToDoubles());
    }

    [Fact]
    public void A_dict_finds_the_newest_value_of_a_name_however_many_entries_it_has()
    {
        var dict = new PyDict();
        for (var i = 0; i < 40; i++)
        {
            dict.Set($"name {i}", (long)i);
            dict.Set((long)i, "a number is no name");
            dict.Set("again", (long)i);

            Assert.True(dict.TryGet("again", out var again));
            Assert.Equal((long)i, again);
            Assert.True(dict.TryGet("name 0", out var first));
            Assert.Equal(0L, first);
        }
        Assert.Equal(81, dict.Count);
        Assert.False(dict.TryGet("name 40", out _));
    }

    private delegate void Write<in T>(Span<byte> into, T value);

    private static byte[] Bytes<T>(int size, Write<T> write, params T[] values)
    {
        var bytes = new byte[size * values.Length];
        for (var i = 0; i < values.Length; i++) write(bytes.AsSpan(i * size), values[i]);
        return bytes;
    }

    private static PyArray New() => new(ReadBudget.ForFile("The test", 1000));

    private static PyArray Array(string type, byte[] bytes) => New().Fill(PyDtype.Parse(type)!, [3], bytes, false);
}
