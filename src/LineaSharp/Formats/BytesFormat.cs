using System.Runtime.InteropServices;

namespace LineaSharp.Formats;

/// <summary>Bytes (<c>byte[]</c>, <c>Memory&lt;byte&gt;</c>, <c>ReadOnlyMemory&lt;byte&gt;</c>), as the file <c>value.bin</c>.</summary>
public sealed class BytesFormat : IArtifactFormat
{
    private const string FileName = "value.bin";
    private const int BlockSize = 1 << 20;

    /// <inheritdoc/>
    public string Name => "bytes";

    /// <inheritdoc/>
    public Type UntypedAs => typeof(byte[]);

    /// <inheritdoc/>
    public bool CanSave(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return CanLoadAs(value.GetType()) && value.GetType() != typeof(object); // by exact type: an sbyte[] "is" a byte[] to the runtime
    }

    /// <summary>Whether the type is one of the three (or object).</summary>
    public bool CanLoadAs(Type type) =>
        type == typeof(byte[]) || type == typeof(Memory<byte>) || type == typeof(ReadOnlyMemory<byte>) || type == typeof(object);

    /// <inheritdoc/>
    public async Task SaveAsync(object value, StagedDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(directory);
        ReadOnlyMemory<byte> bytes = value switch
        {
            byte[] array => array,
            Memory<byte> memory => memory,
            _ => (ReadOnlyMemory<byte>)value,
        };
        if (MemoryMarshal.TryGetArray(bytes, out var segment))
        {
            using var source = new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
            await directory.CopyFileAsync(FileName, source, bytes.Length, cancellationToken).ConfigureAwait(false);
            return;
        }
        using var file = directory.CreateFile(FileName);
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(BlockSize, bytes.Length)..])
            await file.WriteAsync(bytes[..Math.Min(BlockSize, bytes.Length)], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<object> LoadAsync(StoredDirectory directory, Type type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (!CanLoadAs(type)) throw LineaException.HoldsAnotherType(directory, "bytes", type, "byte[] or Memory<byte>");

        var bytes = await directory.ReadAllBytesAsync(FileName, cancellationToken).ConfigureAwait(false);
        if (type == typeof(Memory<byte>)) return new Memory<byte>(bytes);
        if (type == typeof(ReadOnlyMemory<byte>)) return new ReadOnlyMemory<byte>(bytes);
        return bytes;
    }
}
