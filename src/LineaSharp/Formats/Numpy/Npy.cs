using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LineaSharp.Internal;

namespace LineaSharp.Formats;

/// <summary>Reads and writes numpy's file format of one array, <c>.npy</c>.</summary>
/// <remarks>
/// Elements: bool, sbyte, byte, short, ushort, int, uint, long, ulong, Half, float, double and Complex (complex128), in arrays of 1 to 32
/// dimensions, of which any may have length 0. Written are version 1.0, C order and this machine's byte order. Read are
/// versions 1.0, 2.0 and 3.0, both byte orders and both C and Fortran order. A 0-dimensional array, which numpy makes of a scalar, is
/// read as one dimension of one element. Python objects (pickles), structured types, strings and dates are refused, and nothing
/// is ever unpickled. Nothing is converted to another element type. Memory beyond the array is bounded.
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
/// </remarks>
public static class Npy
{
    private const int BlockSize = 1 << 20; // a multiple of every element's size
    private const string Anonymous = "The stream";

    /// <summary>Writes an array.</summary>
    /// <exception cref="LineaException">NotSupported: the elements have no numpy type, or an index does not start at 0.</exception>
    public static void Write(Stream stream, Array array) => Blocking.Run(() => WriteAsync(stream, array));

    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(Stream stream, Array array, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var header = NpyHeaderText.Of(array);
        await stream.WriteAsync(header.Bytes, cancellationToken).ConfigureAwait(false);

        var length = array.LongLength * header.Dtype.Size;
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            for (long at = 0; at < length; at += BlockSize)
            {
                var count = (int)Math.Min(BlockSize, length - at);
                Bytes(array, at, count).CopyTo(block);
                await stream.WriteAsync(block.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Reads an array; the stream is left behind its last byte.</summary>
    /// <remarks>A header may claim any size. A stream that cannot seek is therefore copied to a temporary file before the array is allocated.</remarks>
    /// <returns>For example a <c>double[,]</c>; <see cref="NpyHeader.ArrayType"/> tells.</returns>
    /// <exception cref="LineaException">CorruptArtifact: no valid npy file, or it is cut. NotSupported: elements or a size that .NET's arrays do not have.</exception>
    public static Array Read(Stream stream) => Blocking.Run(() => ReadAsync(stream));

    /// <inheritdoc cref="Read"/>
    public static async Task<Array> ReadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        var header = await ReadHeaderAsync(stream, cancellationToken).ConfigureAwait(false);
        if (stream.CanSeek) return await ReadDataAsync(stream, header, stream.Length - stream.Position, Anonymous, cancellationToken).ConfigureAwait(false);

        using var spooled = await SpoolAsync(stream, header.DataLength, cancellationToken).ConfigureAwait(false);
        return await ReadDataAsync(spooled, header, spooled.Length, Anonymous, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads only the head; the stream is left where the elements begin.</summary>
    /// <exception cref="LineaException">As <see cref="Read"/>.</exception>
    public static NpyHeader ReadHeader(Stream stream) => Blocking.Run(() => ReadHeaderAsync(stream));

    /// <inheritdoc cref="ReadHeader"/>
    public static Task<NpyHeader> ReadHeaderAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return NpyHeaderText.ReadAsync(stream, Anonymous, cancellationToken);
    }

    /// <summary>Reads the elements that follow a header.</summary>
    /// <param name="stream">Stands where the elements begin.</param>
    /// <param name="header">What was read before.</param>
    /// <param name="available">Bytes that the stream still has; checked before the array is allocated.</param>
    /// <param name="source">The file, for messages.</param>
    /// <param name="ct">Stops the reading.</param>
    internal static async Task<Array> ReadDataAsync(Stream stream, NpyHeader header, long available, string source, CancellationToken ct)
    {
        var lengths = NpyShape.ForDotnet(header.Shape) ?? throw LineaException.NpyIsTooLarge(source, header);
        if (available < header.DataLength)
            throw LineaException.IsNoValid("npy", source, $"it is cut: {header} takes {header.DataLength} bytes, {available} are there.");

        var array = header.Dtype.Create(lengths);
        var order = header.IsFortranOrder ? new FortranOrder(lengths) : null;
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            for (long at = 0; at < header.DataLength; at += BlockSize)
            {
                var count = (int)Math.Min(BlockSize, header.DataLength - at);
                await ReadExactlyAsync(stream, block.AsMemory(0, count), source, ct).ConfigureAwait(false);
                Convert(block.AsSpan(0, count), header, source);
                if (order is null) block.AsSpan(0, count).CopyTo(Bytes(array, at, count));
                else order.Scatter(block.AsSpan(0, count), header.Dtype.Size, array);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
        return array;
    }

    internal static async Task ReadExactlyAsync(Stream stream, Memory<byte> buffer, string source, CancellationToken ct)
    {
        var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
        if (count < buffer.Length) throw LineaException.IsNoValid("npy", source, "it is cut.");
    }

    /// <summary>Some of an array's bytes. Offsets are 64 bits: an array may have more than 2 GB.</summary>
    internal static Span<byte> Bytes(Array array, long offset, int length) =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), (nint)offset), length);

    private static void Convert(Span<byte> block, NpyHeader header, string source)
    {
        if (header.ElementType == typeof(bool) && block.ContainsAnyExceptInRange((byte)0, (byte)1))
            throw LineaException.IsNoValid("npy", source, "a bool in it is neither 0 nor 1.");
        if (header.IsBigEndian != BitConverter.IsLittleEndian) return;
        switch (header.Dtype.Word)
        {
            case 2: Reverse(MemoryMarshal.Cast<byte, ushort>(block)); break;
            case 4: Reverse(MemoryMarshal.Cast<byte, uint>(block)); break;
            case 8: Reverse(MemoryMarshal.Cast<byte, ulong>(block)); break;
        }
    }

    private static void Reverse(Span<ushort> words) => BinaryPrimitives.ReverseEndianness(words, words);

    private static void Reverse(Span<uint> words) => BinaryPrimitives.ReverseEndianness(words, words);

    private static void Reverse(Span<ulong> words) => BinaryPrimitives.ReverseEndianness(words, words);

    private static async Task<FileStream> SpoolAsync(Stream stream, long length, CancellationToken ct)
    {
        var path = Path.Combine(Path.GetTempPath(), $"linea-{Guid.NewGuid():n}.npy");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            for (int count; length > 0; length -= count)
            {
                count = await stream.ReadAsync(block.AsMemory(0, (int)Math.Min(BlockSize, length)), ct).ConfigureAwait(false);
                if (count == 0) break;
                await file.WriteAsync(block.AsMemory(0, count), ct).ConfigureAwait(false);
            }
            file.Position = 0;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
