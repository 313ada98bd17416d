using System.Text;
using CsCheck;
using LineaSharp.Formats;
using Xunit;

namespace LineaSharp.Tests.Formats.Numpy;

/// <summary>Any bytes end in an array or a <see cref="LineaException"/>.</summary>
public sealed class NpyFuzzTests
{
    [Fact]
    public void Any_bytes_behind_the_magic() =>
        Gen.Byte.Array[0, 300].Sample(bytes => ReadsOrRefuses(NpyTests.File("", []).ToArray()[..6].Concat(bytes)), iter: 1_000);

    [Fact]
    public void Any_change_of_a_good_file() =>
        Gen.Select(Gen.Int[0, 200], Gen.Byte, Gen.Int[0, 200], Gen.Byte).Sample((at, value, at2, value2) =>
        {
            var bytes = GoodFile();
            bytes[at % bytes.Length] = value;
            bytes[at2 % bytes.Length] = value2;
            ReadsOrRefuses(bytes);
        }, iter: 4_000);

    [Fact]
    public void Any_header_made_of_the_pieces_of_headers()
    {
        var piece = Pick(
            "{", "}", "(", ")", ",", ":", " ", "\n", "'", "\"", "\\", "'descr'", "'fortran_order'", "'shape'", "True", "False", "None",
            "0", "1", "2", "3", "-1", "007", "4294967296", "9223372036854775807", "99999999999999999999", "(2, 3)", "(2,)", "()", "[('a', '<i4')]",
            "'<f8'", "'>i2'", "'|b1'", "'|O'", "'<U3'", "'f8'", "é", "\0");
        var dictionary = Gen.Select(
            Pick("'<f8'", "'>i2'", "'|b1'", "'|u1'", "'<c16'", "'|O'"), Pick("True", "False"), Gen.Long[0, 5].Array[0, 35],
            (descr, order, shape) => $"{{'descr': {descr}, 'fortran_order': {order}, 'shape': ({string.Concat(shape.Select(n => $"{n}, "))}), }}");
        var header = Gen.OneOf(dictionary, piece.Array[0, 30].Select(string.Concat));

        Gen.Select(header, Gen.Byte.Array[0, 100], Gen.Int[1, 3]).Sample(
            (text, data, version) => ReadsOrRefuses(NpyTests.File(text, data, version).ToArray()), iter: 4_000);
    }

    [Fact]
    public void Any_array_comes_back() =>
        Gen.Select(Gen.Int[0, 4].Array[1, 6], Gen.Double.Array[1, 20]).Sample((lengths, values) =>
        {
            var array = Array.CreateInstance(typeof(double), lengths);
            for (var i = 0; i < array.Length; i++) BitConverter.TryWriteBytes(Npy.Bytes(array, i * 8L, 8), values[i % values.Length]);
            var stream = new MemoryStream();
            Npy.Write(stream, array);
            stream.Position = 0;

            var copy = Npy.Read(stream);

            return NpyTests.Lengths(copy).SequenceEqual(lengths) && NpyTests.BytesOf(copy).SequenceEqual(NpyTests.BytesOf(array));
        }, iter: 500);

    private static Gen<string> Pick(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static byte[] GoodFile()
    {
        var stream = new MemoryStream();
        Npy.Write(stream, new short[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        return stream.ToArray();
    }

    private static void ReadsOrRefuses(IEnumerable<byte> bytes)
    {
        try
        {
            Assert.NotNull(Npy.Read(new MemoryStream([.. bytes])));
        }
        catch (LineaException e)
        {
            Assert.True(e.Code is ErrorCode.CorruptArtifact or ErrorCode.NotSupported, Encoding.Latin1.GetString([.. bytes]));
        }
    }
}
