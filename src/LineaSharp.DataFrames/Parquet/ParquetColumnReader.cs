namespace LineaSharp.DataFrames;

/// <summary>The values of a column of one row group, and the levels that say where they belong.</summary>
/// <param name="Values">Those that are not missing.</param>
/// <param name="Definition">For each entry, how much of its path is there; null where nothing can be missing.</param>
/// <param name="Repetition">For each entry, the list that it continues; null where there are no lists.</param>
/// <param name="Entries">The number of entries, missing ones included.</param>
internal sealed record ParquetColumn(ParquetValues Values, byte[]? Definition, byte[]? Repetition, int Entries);

/// <summary>Decodes the pages of one column of one row group.</summary>
internal sealed class ParquetColumnReader(ParquetElement element, int maxDefinition, int maxRepetition, ParquetChunk chunk, MemoryBudget budget)
{
    private readonly ParquetValues _values = ParquetValues.Of(element, budget);
    private ParquetValues? _dictionary;
    private byte[]? _definition;
    private byte[]? _repetition;
    private int _entries;

    /// <param name="bytes">All pages of the column.</param>
    public ParquetColumn Read(ReadOnlySpan<byte> bytes)
    {
        var expected = chunk.Values is >= 0 and <= int.MaxValue ? (int)chunk.Values : throw new InvalidDataException($"the column '{element.Name}' cannot have {chunk.Values} values");
        budget.Take(expected * (long)((maxDefinition > 0 ? 1 : 0) + (maxRepetition > 0 ? 1 : 0)));
        if (maxDefinition > 0) _definition = new byte[expected];
        if (maxRepetition > 0) _repetition = new byte[expected];
        while (_entries < expected)
        {
            var header = ParquetMetadataReader.Page(bytes, out var length);
            bytes = bytes[length..];
            if (header.CompressedSize < 0 || header.CompressedSize > bytes.Length) throw new InvalidDataException($"a page of the column '{element.Name}' has {header.CompressedSize} bytes, {bytes.Length} are left");
            ReadPage(header, bytes[..header.CompressedSize], expected);
            bytes = bytes[header.CompressedSize..];
        }
        return new(_values, _definition, _repetition, _entries);
    }

    private void ReadPage(ParquetPageHeader header, ReadOnlySpan<byte> bytes, int expected)
    {
        if (header.Type == ParquetPageType.Index) return;
        if (header.Values < 0 || (header.Type != ParquetPageType.Dictionary && header.Values > expected - _entries))
            throw new InvalidDataException($"a page of the column '{element.Name}' has {header.Values} values, {expected - _entries} were expected at most");
        budget.Take(header.UncompressedSize);
        switch (header.Type)
        {
            case ParquetPageType.Dictionary: ReadDictionary(header, bytes); break;
            case ParquetPageType.Data: ReadData(header, PageCompression.Decompress(chunk.Codec, bytes, header.UncompressedSize)); break;
            case ParquetPageType.DataV2: ReadDataV2(header, bytes); break;
            default: throw new InvalidDataException($"there are no pages of type {(int)header.Type}");
        }
        budget.Return(header.UncompressedSize);
    }

    private void ReadDictionary(ParquetPageHeader header, ReadOnlySpan<byte> bytes)
    {
        if (_dictionary is not null) throw new InvalidDataException($"the column '{element.Name}' has two dictionaries");
        _dictionary = ParquetValues.Of(element, budget);
        var cursor = new ByteCursor(PageCompression.Decompress(chunk.Codec, bytes, header.UncompressedSize));
        _dictionary.AddPlain(ref cursor, header.Values);
    }

    private void ReadData(ParquetPageHeader header, ReadOnlySpan<byte> page)
    {
        if ((maxRepetition > 0 && header.RepetitionEncoding != ParquetEncoding.Rle) || (maxDefinition > 0 && header.DefinitionEncoding != ParquetEncoding.Rle))
            throw FrameErrors.CannotRead(element.Name, "written with bit-packed levels", "that encoding was given up long ago");
        var cursor = new ByteCursor(page);
        if (maxRepetition > 0) ReadLevels(cursor.Take(cursor.Int32()), maxRepetition, _repetition.AsSpan(_entries, header.Values));
        if (maxDefinition > 0) ReadLevels(cursor.Take(cursor.Int32()), maxDefinition, _definition.AsSpan(_entries, header.Values));
        ReadValues(header, ref cursor);
    }

    // The levels come first, and are not compressed.
    private void ReadDataV2(ParquetPageHeader header, ReadOnlySpan<byte> bytes)
    {
        var cursor = new ByteCursor(bytes);
        var repetition = cursor.Take(header.RepetitionLength);
        var definition = cursor.Take(header.DefinitionLength);
        if (maxRepetition > 0) ReadLevels(repetition, maxRepetition, _repetition.AsSpan(_entries, header.Values));
        if (maxDefinition > 0) ReadLevels(definition, maxDefinition, _definition.AsSpan(_entries, header.Values));
        var rest = cursor.TakeRest();
        var size = header.UncompressedSize - repetition.Length - definition.Length;
        // A page without values has nothing to decompress.
        var values = new ByteCursor(!header.IsCompressed || rest.IsEmpty ? rest : PageCompression.Decompress(chunk.Codec, rest, size));
        ReadValues(header, ref values);
    }

    private void ReadValues(ParquetPageHeader header, ref ByteCursor bytes)
    {
        var count = maxDefinition == 0 ? header.Values : _definition.AsSpan(_entries, header.Values).Count((byte)maxDefinition);
        _entries += header.Values;
        if (count == 0) return;
        switch (header.Encoding)
        {
            case ParquetEncoding.Plain: _values.AddPlain(ref bytes, count); break;
            case ParquetEncoding.PlainDictionary or ParquetEncoding.RleDictionary: ReadIndices(ref bytes, count); break;
            case ParquetEncoding.Rle: _values.AddRle(ref bytes, count); break;
            case ParquetEncoding.DeltaBinaryPacked: _values.AddDelta(ref bytes, count); break;
            case ParquetEncoding.DeltaLengthByteArray: _values.AddDeltaLength(ref bytes, count); break;
            case ParquetEncoding.DeltaByteArray: _values.AddDeltaBytes(ref bytes, count); break;
            case ParquetEncoding.ByteStreamSplit: _values.AddSplit(ref bytes, count); break;
            default: throw FrameErrors.CannotRead(element.Name, $"encoded as {header.Encoding}", "Parquet has no such encoding of values");
        }
    }

    private void ReadIndices(ref ByteCursor bytes, int count)
    {
        if (_dictionary is null) throw new InvalidDataException($"the column '{element.Name}' has no dictionary");
        int width = bytes.Byte();
        var runs = new RleReader(bytes.TakeRest(), width);
        Span<int> some = stackalloc int[1024];
        for (var left = count; left > 0; left -= some.Length)
        {
            var part = some[..Math.Min(some.Length, left)];
            runs.Fill(part);
            _values.AddFrom(_dictionary, part);
        }
    }

    private static void ReadLevels(ReadOnlySpan<byte> bytes, int max, Span<byte> levels)
    {
        var runs = new RleReader(bytes, 32 - int.LeadingZeroCount(max));
        Span<int> some = stackalloc int[1024];
        for (var at = 0; at < levels.Length; at += some.Length)
        {
            var part = some[..Math.Min(some.Length, levels.Length - at)];
            runs.Fill(part);
            for (var i = 0; i < part.Length; i++) levels[at + i] = (uint)part[i] <= max ? (byte)part[i] : throw new InvalidDataException($"a level of {part[i]} is above {max}");
        }
    }
}
