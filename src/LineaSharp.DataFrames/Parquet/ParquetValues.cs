namespace LineaSharp.DataFrames;

/// <summary>The values of a column that are not missing, one after the other, as their pages are decoded.</summary>
internal abstract class ParquetValues
{
    public int Count { get; protected set; }

    public abstract void AddPlain(ref ByteCursor bytes, int count);

    public abstract void AddFrom(ParquetValues dictionary, ReadOnlySpan<int> indices);

    public virtual void AddRle(ref ByteCursor bytes, int count) => throw Impossible(ParquetEncoding.Rle);

    public virtual void AddDelta(ref ByteCursor bytes, int count) => throw Impossible(ParquetEncoding.DeltaBinaryPacked);

    public virtual void AddDeltaLength(ref ByteCursor bytes, int count) => throw Impossible(ParquetEncoding.DeltaLengthByteArray);

    public virtual void AddDeltaBytes(ref ByteCursor bytes, int count) => throw Impossible(ParquetEncoding.DeltaByteArray);

    public virtual void AddSplit(ref ByteCursor bytes, int count) => throw Impossible(ParquetEncoding.ByteStreamSplit);

    public static ParquetValues Of(ParquetElement element, MemoryBudget budget) => element.Type switch
    {
        ParquetType.Boolean => new BooleanValues(budget),
        ParquetType.Int32 or ParquetType.Float => new FixedValues(4, budget),
        ParquetType.Int64 or ParquetType.Double => new FixedValues(8, budget),
        ParquetType.Int96 => new FixedValues(12, budget),
        ParquetType.ByteArray => new BinaryValues(budget),
        ParquetType.FixedLenByteArray when element.TypeLength > 0 => new FixedValues(element.TypeLength, budget),
        _ => throw new InvalidDataException($"the column '{element.Name}' has the impossible type {element.Type} of {element.TypeLength} bytes"),
    };

    protected static void CheckIndex(int index, int count)
    {
        if ((uint)index >= (uint)count) throw new InvalidDataException($"a value is number {index} of a dictionary of {count}");
    }

    private static InvalidDataException Impossible(ParquetEncoding encoding) => new($"values of this type cannot be encoded as {encoding}");
}

/// <summary>Values of one width in bytes.</summary>
internal sealed class FixedValues(int width, MemoryBudget budget) : ParquetValues
{
    private byte[] _bytes = [];

    public int Width => width;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Count * width);

    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(index * width, width);

    public override void AddPlain(ref ByteCursor bytes, int count) => bytes.TakeMany(count, width).CopyTo(Grow(count));

    public override void AddFrom(ParquetValues dictionary, ReadOnlySpan<int> indices)
    {
        var from = (FixedValues)dictionary;
        var to = Grow(indices.Length);
        for (var i = 0; i < indices.Length; i++)
        {
            CheckIndex(indices[i], from.Count);
            from[indices[i]].CopyTo(to[(i * width)..]);
        }
    }

    public override void AddDelta(ref ByteCursor bytes, int count)
    {
        if (width is not (4 or 8)) base.AddDelta(ref bytes, count);
        var numbers = DeltaReader.Read(ref bytes, count, budget);
        var to = Grow(count);
        for (var i = 0; i < count; i++)
            if (width == 8) BitConverter.TryWriteBytes(to[(i * 8)..], numbers[i]);
            else BitConverter.TryWriteBytes(to[(i * 4)..], unchecked((int)numbers[i]));
    }

    public override void AddDeltaBytes(ref ByteCursor bytes, int count)
    {
        var whole = new BinaryValues(budget);
        whole.AddDeltaBytes(ref bytes, count);
        var to = Grow(count);
        for (var i = 0; i < count; i++)
        {
            if (whole[i].Length != width) throw new InvalidDataException($"a value has {whole[i].Length} bytes and not {width}");
            whole[i].CopyTo(to[(i * width)..]);
        }
    }

    // The first bytes of all values, then the second ones …
    public override void AddSplit(ref ByteCursor bytes, int count)
    {
        var split = bytes.TakeMany(count, width);
        var to = Grow(count);
        for (var part = 0; part < width; part++)
            for (var i = 0; i < count; i++) to[i * width + part] = split[part * count + i];
    }

    private Span<byte> Grow(int count)
    {
        var start = Count * width;
        Growth.Ensure(ref _bytes, checked((Count + count) * width), budget);
        Count += count;
        return _bytes.AsSpan(start, count * width);
    }
}

/// <summary>Truth values, a byte each.</summary>
internal sealed class BooleanValues(MemoryBudget budget) : ParquetValues
{
    private byte[] _values = [];

    public bool this[int index] => _values[index] != 0;

    public override void AddPlain(ref ByteCursor bytes, int count)
    {
        var packed = bytes.Take((int)((count + 7L) / 8));
        var to = Grow(count);
        for (var i = 0; i < count; i++) to[i] = Bits.IsSet(packed, i) ? (byte)1 : (byte)0;
    }

    public override void AddRle(ref ByteCursor bytes, int count)
    {
        var runs = new RleReader(bytes.Take(bytes.Int32()), 1);
        var to = Grow(count);
        Span<int> some = stackalloc int[256];
        for (var at = 0; at < count; at += some.Length)
        {
            var part = some[..Math.Min(some.Length, count - at)];
            runs.Fill(part);
            for (var i = 0; i < part.Length; i++) to[at + i] = (byte)(part[i] & 1);
        }
    }

    public override void AddFrom(ParquetValues dictionary, ReadOnlySpan<int> indices)
    {
        var to = Grow(indices.Length);
        for (var i = 0; i < indices.Length; i++)
        {
            CheckIndex(indices[i], dictionary.Count);
            to[i] = ((BooleanValues)dictionary)._values[indices[i]];
        }
    }

    private Span<byte> Grow(int count)
    {
        Growth.Ensure(ref _values, checked(Count + count), budget);
        Count += count;
        return _values.AsSpan(Count - count, count);
    }
}

/// <summary>Texts and bytes of any length.</summary>
internal sealed class BinaryValues(MemoryBudget budget) : ParquetValues
{
    private int[] _ends = [];
    private byte[] _bytes = [];

    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(Start(index), _ends[index] - Start(index));

    /// <summary>The bytes of all values, one after the other.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Start(Count));

    public override void AddPlain(ref ByteCursor bytes, int count)
    {
        // Each value has a length before it.
        if (count > bytes.Remaining / 4) throw new InvalidDataException($"{count} values do not fit in {bytes.Remaining} bytes");
        GrowCount(count);
        for (var i = 0; i < count; i++) Add(bytes.Take(bytes.Int32()), default);
    }

    public override void AddFrom(ParquetValues dictionary, ReadOnlySpan<int> indices)
    {
        var from = (BinaryValues)dictionary;
        GrowCount(indices.Length);
        foreach (var index in indices)
        {
            CheckIndex(index, from.Count);
            Add(from[index], default);
        }
    }

    public override void AddDeltaLength(ref ByteCursor bytes, int count)
    {
        var lengths = DeltaReader.Lengths(ref bytes, count, budget);
        GrowCount(count);
        foreach (var length in lengths) Add(bytes.Take(length), default);
    }

    public override void AddDeltaBytes(ref ByteCursor bytes, int count)
    {
        var prefixes = DeltaReader.Lengths(ref bytes, count, budget);
        var suffixes = DeltaReader.Lengths(ref bytes, count, budget);
        var first = Count;
        GrowCount(count);
        for (var i = 0; i < count; i++)
        {
            var before = Count == first ? default : this[Count - 1];
            if (prefixes[i] > before.Length) throw new InvalidDataException($"a value repeats {prefixes[i]} bytes of one that has {before.Length}");
            // The array may move while it grows, so what is repeated is copied first.
            Add(prefixes[i] == 0 ? default : before[..prefixes[i]].ToArray(), bytes.Take(suffixes[i]));
        }
    }

    private int Start(int index) => index == 0 ? 0 : _ends[index - 1];

    private void Add(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        var start = Start(Count);
        var end = start + (long)head.Length + tail.Length;
        if (end > Array.MaxLength) throw FrameErrors.NotSupported("A column has more than 2 GB of text or bytes in one row group. Write it with smaller row groups.");
        Growth.Ensure(ref _bytes, (int)end, budget);
        head.CopyTo(_bytes.AsSpan(start));
        tail.CopyTo(_bytes.AsSpan(start + head.Length));
        _ends[Count++] = (int)end;
    }

    private void GrowCount(int count) => Growth.Ensure(ref _ends, checked(Count + count), budget);
}

file static class Growth
{
    /// <summary>Makes an array at least so long; one that had values at least doubles, so that many small additions stay cheap.</summary>
    public static void Ensure<T>(ref T[] array, int needed, MemoryBudget budget) where T : unmanaged
    {
        if (needed <= array.Length) return;
        var size = (int)Math.Min(Array.MaxLength, Math.Max(needed, array.Length * 2L));
        budget.Take((size - (long)array.Length) * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        Array.Resize(ref array, size);
    }
}
