using System.Buffers.Binary;

namespace LineaSharp.DataFrames;

/// <summary>Looks the messages of an Arrow stream or file over before Apache.Arrow reads them, which believes their lengths.</summary>
/// <remarks>
/// Each message: <c>FFFFFFFF</c> (older writers left it out), the metadata's length, the metadata (a FlatBuffer), the body. A length of 0, or the end of the file, ends the stream.
/// https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc
/// </remarks>
internal static class IpcMessages
{
    private const int MaxDepth = 50;
    private const int MaxFields = 100_000;
    private const int MaxRatio = 65_536;

    private enum Header { Schema = 1, DictionaryBatch = 2, RecordBatch = 3 }

    /// <param name="file">The stream of messages, and whatever follows it.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="budget">What the buffers may take when they are decompressed.</param>
    public static void Check(Stream file, long start, MemoryBudget budget)
    {
        Span<byte> word = stackalloc byte[4];
        file.Position = start;
        for (var isFirst = true; ; isFirst = false)
        {
            if (file.Length - file.Position < 4 && !isFirst) return;
            var length = ReadInt32(file, word);
            if (length == -1) length = ReadInt32(file, word);
            if (length == 0 && !isFirst) return;
            if (length <= 0 || length > file.Length - file.Position) throw new InvalidDataException($"a message has metadata of {length} bytes, {file.Length - file.Position} are left");
            var metadata = new byte[length];
            file.ReadExactly(metadata);
            var message = FlatTable.Root(metadata);
            var body = message.Int64(3);
            if (body < 0 || body > file.Length - file.Position) throw new InvalidDataException($"a message has a body of {body} bytes, {file.Length - file.Position} are left");
            var header = (Header)message.Byte(1);
            if (isFirst != (header == Header.Schema)) throw new InvalidDataException("its messages are out of order");
            var bodyStart = file.Position;
            if (header == Header.Schema) CheckSchema(message.Table(2), budget);
            else if (header == Header.RecordBatch) CheckBatch(message.Table(2), file, body, budget);
            else if (header == Header.DictionaryBatch) CheckBatch(message.Table(2).Table(1), file, body, budget);
            else throw FrameErrors.NotSupported($"The Arrow file has a message of kind {(int)header}; schemas, dictionaries and record batches can be read.");
            file.Position = bodyStart + body;
        }
    }

    private static void CheckSchema(FlatTable schema, MemoryBudget budget)
    {
        if (schema.Byte(0) != 0) throw FrameErrors.NotSupported("The Arrow file was written in big-endian order. Write it on a machine of the usual order.");
        var fields = 0;
        CheckTexts(schema, 2, budget);
        for (var i = schema.Count(1, 4) - 1; i >= 0; i--) CheckField(schema.Element(1, i), 0, ref fields, budget);
    }

    // Offsets only lead forward, so nothing can hold itself; but one part may be named many times.
    private static void CheckField(FlatTable field, int depth, ref int fields, MemoryBudget budget)
    {
        if (depth > MaxDepth || ++fields > MaxFields) throw new InvalidDataException("its schema is nested too deeply, or too large");
        budget.Take(field.Count(0, 1));
        CheckTexts(field, 6, budget);
        for (var i = field.Count(5, 4) - 1; i >= 0; i--) CheckField(field.Element(5, i), depth + 1, ref fields, budget);
    }

    private static void CheckTexts(FlatTable owner, int field, MemoryBudget budget)
    {
        for (var i = owner.Count(field, 4) - 1; i >= 0; i--)
        {
            var pair = owner.Element(field, i);
            budget.Take(2L * (pair.Count(0, 1) + pair.Count(1, 1)));
        }
    }

    private static void CheckBatch(FlatTable batch, Stream file, long body, MemoryBudget budget)
    {
        if (batch.Int64(0) is < 0 or > int.MaxValue) throw new InvalidDataException($"a batch of {batch.Int64(0)} rows is impossible");
        for (var i = batch.Count(1, 16) - 1; i >= 0; i--)
        {
            var node = batch.Struct(1, i, 16);
            var (length, nulls) = (BinaryPrimitives.ReadInt64LittleEndian(node), BinaryPrimitives.ReadInt64LittleEndian(node[8..]));
            if (length is < 0 or > int.MaxValue || nulls < 0 || nulls > length) throw new InvalidDataException($"an array of {length} values, {nulls} of them missing, is impossible");
        }
        var (isCompressed, start) = (batch.Has(3), file.Position);
        for (var i = batch.Count(2, 16) - 1; i >= 0; i--)
        {
            var buffer = batch.Struct(2, i, 16);
            var (offset, length) = (BinaryPrimitives.ReadInt64LittleEndian(buffer), BinaryPrimitives.ReadInt64LittleEndian(buffer[8..]));
            if (offset < 0 || length is < 0 or > int.MaxValue || offset > body - length) throw new InvalidDataException("a buffer lies outside its message");
            budget.Take(isCompressed && length > 0 ? Decompressed(file, start + offset, length) : length);
        }
    }

    // A compressed buffer begins with its true length; -1 says that it is not compressed after all.
    private static long Decompressed(Stream file, long at, long length)
    {
        if (length < 8) throw new InvalidDataException("a compressed buffer has no length");
        Span<byte> bytes = stackalloc byte[8];
        file.Position = at;
        file.ReadExactly(bytes);
        var claimed = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (claimed is < -1 or > int.MaxValue || claimed > length * MaxRatio) throw new InvalidDataException($"{length} compressed bytes cannot hold {claimed}");
        return claimed < 0 ? length : claimed;
    }

    private static int ReadInt32(Stream file, Span<byte> word)
    {
        file.ReadExactly(word);
        return BinaryPrimitives.ReadInt32LittleEndian(word);
    }
}
