using System.Globalization;
using System.Numerics;
using System.Text;
using LineaSharp.Formats;
using Xunit;

namespace LineaSharp.Tests.Formats.Numpy;

public sealed class NpyTests
{
    public static TheoryData<Array> EveryElementType() =>
    [
        new[] { true, false, true },
        new sbyte[] { sbyte.MinValue, -1, 0, sbyte.MaxValue },
        new byte[] { 0, 1, byte.MaxValue },
        new short[] { short.MinValue, -1, short.MaxValue },
        new ushort[] { 0, 258, ushort.MaxValue },
        new[] { int.MinValue, -1, int.MaxValue },
        new uint[] { 0, 66051, uint.MaxValue },
        new[] { long.MinValue, -1, long.MaxValue },
        new ulong[] { 0, 1, ulong.MaxValue },
        new[] { Half.MinValue, Half.Epsilon, Half.NaN, Half.PositiveInfinity, (Half)0.1 },
        new[] { float.MinValue, float.Epsilon, float.NaN, -0f, 0.1f },
        new[] { double.MinValue, double.Epsilon, double.NaN, -0d, 0.1 },
        new[] { new Complex(1, -2), new Complex(double.NaN, double.PositiveInfinity), Complex.Zero },
    ];

    [Theory]
    [MemberData(nameof(EveryElementType))]
    public void Every_element_type_comes_back_bit_for_bit(Array array)
    {
        var copy = RoundTrip(array);

        Assert.Equal(array.GetType(), copy.GetType());
        Assert.Equal(BytesOf(array), BytesOf(copy));
    }

    [Theory]
    [MemberData(nameof(EveryElementType))]
    public void Big_endian_and_fortran_order_are_converted(Array array)
    {
        var dtype = NpyDtype.Find(array.GetType().GetElementType()!)!;
        var elements = BytesOf(array).Chunk(dtype.Size).ToArray();
        var two = new[] { elements[0], elements[1], elements[^1], elements[0], elements[1], elements[^1] };
        // The array [[0, 2, 4], [1, 3, 5]] of numbers in the order of the file.
        var expected = new[] { 0, 2, 4, 1, 3, 5 }.SelectMany(i => two[i]);
        var file = File($"{{'descr': '>{dtype.Code}', 'fortran_order': True, 'shape': (2, 3), }}", [.. two.SelectMany(e => e.Chunk(dtype.Word).SelectMany(w => w.Reverse()))]);

        var read = Npy.Read(file);

        Assert.Equal([2, 3], Lengths(read));
        Assert.Equal(expected, BytesOf(read));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(32)]
    public void Every_rank_comes_back(int rank)
    {
        var lengths = Enumerable.Range(0, rank).Select(d => d < 5 ? d + 2 : 1).ToArray();
        var array = Array.CreateInstance(typeof(int), lengths);
        for (long i = 0; i < array.LongLength; i++) SetFlat(array, i, (int)i);

        var copy = RoundTrip(array);

        Assert.Equal(lengths, Lengths(copy));
        Assert.Equal(array.Cast<int>(), copy.Cast<int>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0, 5)]
    [InlineData(5, 0, 7)]
    [InlineData(1, 1, 1, 1, 0)]
    public void A_dimension_may_have_length_0(params int[] lengths)
    {
        var copy = RoundTrip(Array.CreateInstance(typeof(double), lengths));

        Assert.Equal(lengths, Lengths(copy));
    }

    [Fact]
    public void Arrays_of_many_blocks_come_back_in_both_orders()
    {
        var array = new int[1000, 777];
        for (var i = 0; i < array.Length; i++) SetFlat(array, i, i * 31);
        var transposed = new int[777, 1000];
        for (var i = 0; i < 1000; i++)
            for (var j = 0; j < 777; j++) transposed[j, i] = array[i, j];

        var fortran = File("{'descr': '<i4', 'fortran_order': True, 'shape': (777, 1000), }", BytesOf(array));

        Assert.Equal(array, RoundTrip(array));
        Assert.Equal(transposed, Npy.Read(fortran));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("fa-IR")]
    public void The_header_is_the_same_in_every_culture(string culture)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture;
        var stream = new MemoryStream();

        Npy.Write(stream, new int[1234, 2]);

        var text = Encoding.ASCII.GetString(stream.ToArray(), 10, 118);
        Assert.Equal("{'descr': '<i4', 'fortran_order': False, 'shape': (1234, 2), }".PadRight(117) + "\n", text);
        stream.Position = 0;
        Assert.Equal([1234, 2], Lengths(Npy.Read(stream)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    public void The_elements_begin_at_a_multiple_of_64(int rank)
    {
        var stream = new MemoryStream();
        Npy.Write(stream, Array.CreateInstance(typeof(byte), Enumerable.Repeat(1, rank).ToArray()));
        stream.Position = 0;

        var header = Npy.ReadHeader(stream);

        Assert.Equal(0, header.DataOffset % 64);
        Assert.Equal(header.DataOffset, stream.Position);
        Assert.Equal(1, header.DataLength);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_versions_are_read(int version)
    {
        var file = File("{\"shape\":(2,) , 'fortran_order' : False,'descr':'<u2'}\n", [1, 0, 0, 1], version);

        Assert.Equal(version, Npy.ReadHeader(file).Version);
        file.Position = 0;
        Assert.Equal(new ushort[] { 1, 256 }, Npy.Read(file));
    }

    [Fact]
    public void A_scalar_is_one_element_of_one_dimension()
    {
        var file = File("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", BitConverter.GetBytes(2.5));

        Assert.Empty(Npy.ReadHeader(file).Shape);
        file.Position = 0;
        Assert.Equal(new[] { 2.5 }, Npy.Read(file));
    }

    [Fact]
    public void Arrays_that_follow_one_another_in_a_stream_are_read_one_by_one()
    {
        var stream = new MemoryStream();
        Npy.Write(stream, new[] { 1, 2 });
        Npy.Write(stream, new[] { "ab".Length == 2 });
        stream.Position = 0;

        Assert.Equal(new[] { 1, 2 }, Npy.Read(stream));
        Assert.Equal(new[] { true }, Npy.Read(stream));
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read_and_a_lying_header_allocates_nothing()
    {
        var honest = new MemoryStream();
        Npy.Write(honest, new[] { 1.5, 2.5 });

        Assert.Equal(new[] { 1.5, 2.5 }, Npy.Read(new OneWay(honest.ToArray())));

        var lying = File("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000, 1000000), }", new byte[16]);
        AssertCode(ErrorCode.NotSupported, new OneWay(lying.ToArray()));
        lying = File("{'descr': '<f8', 'fortran_order': False, 'shape': (100000, 10000), }", new byte[16]);
        AssertCode(ErrorCode.CorruptArtifact, new OneWay(lying.ToArray()));
    }

    [Theory]
    [InlineData("|O", "never unpickled")]
    [InlineData("<U5", "strings")]
    [InlineData("|S5", "strings")]
    [InlineData("<M8[ns]", "dates")]
    [InlineData("<m8[D]", "dates")]
    [InlineData("|V8", "records")]
    [InlineData("<f16", "astype('float64')")]
    [InlineData("<c8", "complex128")]
    public void What_net_has_no_type_for_is_refused_in_plain_words(string descr, string words)
    {
        var file = File($"{{'descr': '{descr}', 'fortran_order': False, 'shape': (1,), }}", new byte[64]);

        var error = AssertCode(ErrorCode.NotSupported, file);

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_structured_type_is_refused_in_plain_words()
    {
        var file = File("{'descr': [('a', '<i4'), ('b', '|O')], 'fortran_order': False, 'shape': (1,), }", new byte[64]);

        Assert.Contains("several fields", AssertCode(ErrorCode.NotSupported, file).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), } extra")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}")]
    [InlineData("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False}")]
    [InlineData("{'descr': '<f8' 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': Falsehood, 'shape': (1,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': [1]}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': 1}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (+1,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1_0,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1L,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (01,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (0x1,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1.0,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (3037000500, 3037000500)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807, 0)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (100,)}")]
    [InlineData("{'descr': 'f8', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': '|f8', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': '=f8', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': '', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': '<f8\\'', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} # comment")]
    public void A_header_that_is_not_exactly_one_is_corrupt(string header) =>
        AssertCode(ErrorCode.CorruptArtifact, File(header, new byte[64]));

    [Theory]
    [InlineData("(4294967296, 0)")]
    [InlineData("(100000, 100000, 0)")]
    [InlineData("(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)")]
    public void A_shape_beyond_dotnets_arrays_is_not_supported(string shape) =>
        AssertCode(ErrorCode.NotSupported, File($"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}", new byte[64]));

    [Fact]
    public void A_header_that_claims_a_gigabyte_is_corrupt()
    {
        byte[] bytes = [0x93, .. "NUMPY"u8, 2, 0, 0, 0, 0, 0x40, (byte)'{'];

        AssertCode(ErrorCode.CorruptArtifact, new MemoryStream(bytes));
    }

    [Fact]
    public void A_header_that_lies_about_its_length_is_corrupt()
    {
        byte[] bytes = [0x93, .. "NUMPY"u8, 1, 0, 0xFF, 0x7F, .. "{'descr': '<f8'}"u8];

        AssertCode(ErrorCode.CorruptArtifact, new MemoryStream(bytes));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(1, 1)]
    public void An_unknown_version_is_told(byte major, byte minor)
    {
        byte[] bytes = [0x93, .. "NUMPY"u8, major, minor, 0, 0, 0, 0];

        Assert.Contains($"version {major}.{minor}", AssertCode(ErrorCode.NotSupported, new MemoryStream(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bool_that_is_neither_0_nor_1_is_corrupt() =>
        AssertCode(ErrorCode.CorruptArtifact, File("{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", [0, 1, 2]));

    [Fact]
    public void Elements_without_a_numpy_type_are_refused_at_writing()
    {
        var error = Assert.Throws<LineaException>(() => Npy.Write(new MemoryStream(), new decimal[1]));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("decimal[]", error.Message, StringComparison.Ordinal);
    }

    internal static MemoryStream File(string header, byte[] data, int version = 1)
    {
        var text = Encoding.Latin1.GetBytes(header);
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes((uint)text.Length);
        return new MemoryStream([0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data]);
    }

    internal static byte[] BytesOf(Array array) => Npy.Bytes(array, 0, checked((int)(array.LongLength * NpyDtype.Find(array.GetType().GetElementType()!)!.Size))).ToArray();

    internal static int[] Lengths(Array array) => [.. Enumerable.Range(0, array.Rank).Select(array.GetLength)];

    private static LineaException AssertCode(ErrorCode code, Stream file)
    {
        var error = Assert.Throws<LineaException>(() => Npy.Read(file));
        Assert.Equal(code, error.Code);
        return error;
    }

    private static Array RoundTrip(Array array)
    {
        var stream = new MemoryStream();
        Npy.Write(stream, array);
        stream.Position = 0;
        var copy = Npy.Read(stream);
        Assert.Equal(stream.Length, stream.Position);
        return copy;
    }

    private static void SetFlat(Array array, long index, int value) => BitConverter.TryWriteBytes(Npy.Bytes(array, index * sizeof(int), sizeof(int)), value);

    private sealed class OneWay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    }
}
