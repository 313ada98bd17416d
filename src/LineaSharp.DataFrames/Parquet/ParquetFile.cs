using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LineaSharp.DataFrames;

/// <summary>A Parquet file, read one row group at a time.</summary>
/// <remarks>
/// <c>PAR1</c>, the pages of each column of each row group, the footer (Thrift), its length in 4 bytes, <c>PAR1</c>. Everything that the footer claims is held against the
/// file: places and sizes against its length, counts against each other, and what they cost against a <see cref="MemoryBudget"/>. https://parquet.apache.org/docs/file-format/
/// </remarks>
internal sealed class ParquetFile : IDisposable
{
    private const int TailLength = 8;
    private readonly FileStream _file;
    private readonly ParquetMetadata _metadata;
    private readonly IReadOnlyList<ParquetLeaf> _leaves;
    private readonly IReadOnlyList<ParquetNode> _columns;
    private readonly MemoryBudget _budget;

    private ParquetFile(FileStream file, TableFileOptions options)
    {
        _file = file;
        _budget = MemoryBudget.For(file.Length, options.MaxMemory);
        _metadata = ReadFooter();
        var reader = new ParquetSchemaReader(_metadata.Schema, _metadata.KeyValues.TryGetValue(ArrowHints.Key, out var hints) ? ArrowHints.Read(hints) : new Dictionary<string, IArrowType>());
        var columns = reader.Read();
        _leaves = reader.Leaves;
        _columns = options.Columns is null ? columns
            : options.Columns.Select(name => columns.FirstOrDefault(c => c.Field.Name == name) ?? throw FrameErrors.NoColumn(name, columns.Select(c => c.Field.Name))).ToArray();
        Schema = new ArrowSchema(_columns.Select(c => c.Field), null);
        CheckRowGroups();
    }

    public ArrowSchema Schema { get; }

    public int RowGroupCount => _metadata.RowGroups.Count;

    public static ParquetFile Open(string path, TableFileOptions options)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        try
        {
            return new ParquetFile(file, options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public RecordBatch ReadRowGroup(int index, CancellationToken ct)
    {
        var group = _metadata.RowGroups[index];
        var arrays = new List<IArrowArray>();
        foreach (var column in _columns)
        {
            ct.ThrowIfCancellationRequested();
            var left = _budget.Left;
            var read = LeavesOf(column).ToDictionary(leaf => leaf.FirstLeaf, leaf => ReadColumn(leaf, group.Chunks[leaf.FirstLeaf]));
            var data = new ParquetAssembly(read, _budget).Build(column);
            if (data.Length != group.Rows) throw new InvalidDataException($"the column '{column.Field.Name}' has {data.Length} values in a row group of {group.Rows} rows");
            _budget.Settle(left, Buffers.SizeOf(data));
            arrays.Add(ArrowArrayFactory.BuildArray(data));
        }
        return new RecordBatch(Schema, arrays, (int)group.Rows);
    }

    public void Dispose() => _file.Dispose();

    private static IEnumerable<ParquetLeaf> LeavesOf(ParquetNode node) => node switch
    {
        ParquetLeaf leaf => [leaf],
        ParquetStruct parts => parts.Parts.SelectMany(LeavesOf),
        ParquetList list => LeavesOf(list.Item),
        _ => [],
    };

    private ParquetColumn ReadColumn(ParquetLeaf leaf, ParquetChunk chunk)
    {
        // Writers give an empty column no place.
        if (chunk.Values == 0) return new(ParquetValues.Of(leaf.Element, _budget), leaf.Definition > 0 ? [] : null, leaf.Repetition > 0 ? [] : null, 0);
        var start = chunk.DictionaryOffset > 0 ? Math.Min(chunk.DictionaryOffset, chunk.DataOffset) : chunk.DataOffset;
        if (start < 4 || chunk.CompressedSize is < 0 or > int.MaxValue || start > _file.Length - TailLength - chunk.CompressedSize)
            throw new InvalidDataException($"the column '{leaf.Field.Name}' lies outside the file");
        _file.Position = start;
        var bytes = new byte[chunk.CompressedSize];
        _file.ReadExactly(bytes);
        return new ParquetColumnReader(leaf.Element, leaf.Definition, leaf.Repetition, chunk, _budget).Read(bytes);
    }

    private ParquetMetadata ReadFooter()
    {
        if (_file.Length < 4 + TailLength) throw new InvalidDataException("it is too short");
        Span<byte> tail = stackalloc byte[TailLength];
        _file.Position = _file.Length - TailLength;
        _file.ReadExactly(tail);
        if (tail[4..].SequenceEqual("PARE"u8)) throw FrameErrors.NotSupported("The Parquet file is encrypted, and this package has no keys. Save it without encryption.");
        if (!tail[4..].SequenceEqual("PAR1"u8)) throw new InvalidDataException("it does not end with PAR1");
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (length < 0 || length > _file.Length - 4 - TailLength) throw new InvalidDataException($"a footer of {length} bytes does not fit in a file of {_file.Length}");
        var footer = new byte[length];
        _file.Position = _file.Length - TailLength - length;
        _file.ReadExactly(footer);
        return ParquetMetadataReader.Read(footer);
    }

    private void CheckRowGroups()
    {
        foreach (var group in _metadata.RowGroups)
        {
            if (group.Rows is < 0 or > int.MaxValue) throw new InvalidDataException($"a row group of {group.Rows} rows is impossible");
            if (group.Chunks.Count != _leaves.Count) throw new InvalidDataException($"a row group has {group.Chunks.Count} columns, the schema {_leaves.Count}");
            foreach (var (chunk, leaf) in group.Chunks.Zip(_leaves))
            {
                if (chunk.IsEncrypted) throw FrameErrors.CannotRead(leaf.Field.Name, "encrypted", "this package has no keys");
                if (chunk.IsElsewhere) throw FrameErrors.CannotRead(leaf.Field.Name, "in another file", "only the file itself is read");
                if (chunk.Type != leaf.Element.Type) throw new InvalidDataException($"the column '{leaf.Field.Name}' is {leaf.Element.Type} in the schema and {chunk.Type} in a row group");
                if (leaf.Repetition == 0 && chunk.Values != group.Rows) throw new InvalidDataException($"the column '{leaf.Field.Name}' has {chunk.Values} values in a row group of {group.Rows} rows");
            }
        }
        if (_metadata.RowGroups.Sum(g => g.Rows) != _metadata.Rows) throw new InvalidDataException($"the row groups do not have the {_metadata.Rows} rows that the footer claims");
    }
}
