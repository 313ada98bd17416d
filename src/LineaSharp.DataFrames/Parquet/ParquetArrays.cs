using System.Buffers.Binary;
using System.Text.Unicode;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LineaSharp.DataFrames;

/// <summary>The Arrow array of a column's values.</summary>
internal static class ParquetArrays
{
    private const long NanosPerDay = 86_400_000_000_000;
    // Day 0 of INT96's calendar to 1970-01-01.
    private const int JulianEpoch = 2_440_588;

    public static ArrayData Of(ParquetLeaf leaf, ParquetColumn column, int slotDefinition, MemoryBudget budget)
    {
        var slots = column.Definition is null ? column.Entries : column.Definition.Count(d => d >= slotDefinition);
        var validity = new Validity(slots, budget);
        if (column.Definition is null)
            for (var i = 0; i < slots; i++) validity.Add(true);
        else
            foreach (var level in column.Definition)
                if (level >= slotDefinition) validity.Add(level == leaf.Definition);
        if (slots - validity.Nulls != column.Values.Count) throw new InvalidDataException($"the column '{leaf.Field.Name}' has {column.Values.Count} values, its levels say {slots - validity.Nulls}");

        var type = leaf.Field.DataType;
        if (type is NullType) return validity.Nulls == slots ? new(type, slots, slots, 0, System.Array.Empty<ArrowBuffer>()) : throw new InvalidDataException($"the column '{leaf.Field.Name}' has values of no type");
        var slotOf = new Slots(validity, slots);
        return column.Values switch
        {
            BooleanValues values => new(type, slots, validity.Nulls, 0, [validity.Buffer, Booleans(values, slotOf, budget)]),
            BinaryValues values when type is StringType or BinaryType => Binary(leaf, values, slotOf, validity, budget),
            BinaryValues values => Wide(leaf, validity, slotOf, budget, i => values[i]),
            FixedValues values => Fixed(leaf, values, validity, slotOf, budget),
            _ => throw new InvalidOperationException($"No array of {column.Values}."),
        };
    }

    private static ArrowBuffer Booleans(BooleanValues values, Slots slots, MemoryBudget budget)
    {
        budget.Take(slots.Count / 8 + 1);
        var bits = new byte[slots.Count / 8 + 1];
        foreach (var (slot, value) in slots)
            if (values[value]) Bits.Set(bits, slot);
        return new(bits);
    }

    private static ArrayData Binary(ParquetLeaf leaf, BinaryValues values, Slots slots, Validity validity, MemoryBudget budget)
    {
        budget.Take(4L * slots.Count + values.Bytes.Length);
        var offsets = new int[slots.Count + 1];
        foreach (var (slot, value) in slots)
        {
            if (leaf.Field.DataType is StringType && !Utf8.IsValid(values[value])) throw new InvalidDataException($"a text of the column '{leaf.Field.Name}' is no UTF-8");
            offsets[slot + 1] = values[value].Length;
        }
        for (var i = 0; i < slots.Count; i++) offsets[i + 1] += offsets[i];
        return new(leaf.Field.DataType, slots.Count, validity.Nulls, 0, [validity.Buffer, Buffers.Of(offsets), new ArrowBuffer(values.Bytes.ToArray())]);
    }

    private static ArrayData Fixed(ParquetLeaf leaf, FixedValues values, Validity validity, Slots slots, MemoryBudget budget)
    {
        var width = Width(leaf.Field.DataType);
        // The usual case: what was decoded is the array.
        if (width == values.Width && validity.Nulls == 0 && leaf.Field.DataType is not (Decimal128Type or Decimal256Type))
            return new(leaf.Field.DataType, slots.Count, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(values.Bytes.ToArray())]);
        return Wide(leaf, validity, slots, budget, i => values[i]);
    }

    private delegate ReadOnlySpan<byte> ValueAt(int index);

    // Values whose width differs from Arrow's, or which have gaps between them.
    private static ArrayData Wide(ParquetLeaf leaf, Validity validity, Slots slots, MemoryBudget budget, ValueAt valueAt)
    {
        var type = leaf.Field.DataType;
        var width = Width(type);
        budget.Take((long)slots.Count * width);
        var bytes = new byte[checked(slots.Count * width)];
        foreach (var (slot, index) in slots)
        {
            var value = valueAt(index);
            var to = bytes.AsSpan(slot * width, width);
            if (type is Decimal128Type or Decimal256Type) Decimal(leaf, value, to);
            else if (leaf.Element.Type == ParquetType.Int96) BinaryPrimitives.WriteInt64LittleEndian(to, Int96(leaf, value));
            else if (width == value.Length) value.CopyTo(to);
            else Narrow(leaf, value, to);
        }
        return new(type, slots.Count, validity.Nulls, 0, [validity.Buffer, new ArrowBuffer(bytes)]);
    }

    // 8 and 16 bits are stored in 32.
    private static void Narrow(ParquetLeaf leaf, ReadOnlySpan<byte> value, Span<byte> to)
    {
        if (value.Length != 4) throw new InvalidDataException($"a value of the column '{leaf.Field.Name}' has {value.Length} bytes");
        var number = BinaryPrimitives.ReadInt32LittleEndian(value);
        var fits = leaf.Field.DataType switch
        {
            Int8Type => number == (sbyte)number,
            UInt8Type => number == (byte)number,
            Int16Type => number == (short)number,
            _ => number == (ushort)number,
        };
        if (!fits) throw new InvalidDataException($"the number {number} of the column '{leaf.Field.Name}' is too large for its type");
        value[..to.Length].CopyTo(to);
    }

    // Whole numbers in Arrow's order of bytes; those of 4 and 8 bytes are so in Parquet too, others come highest byte first.
    private static void Decimal(ParquetLeaf leaf, ReadOnlySpan<byte> value, Span<byte> to)
    {
        if (value.IsEmpty) throw new InvalidDataException($"a decimal of the column '{leaf.Field.Name}' has no bytes");
        var isLittle = leaf.Element.Type is ParquetType.Int32 or ParquetType.Int64;
        var sign = (byte)((isLittle ? value[^1] : value[0]) >= 0x80 ? 0xFF : 0);
        for (var i = 0; i < Math.Max(value.Length, to.Length); i++)
        {
            var b = i >= value.Length ? sign : isLittle ? value[i] : value[value.Length - 1 - i];
            if (i < to.Length) to[i] = b;
            else if (b != sign) throw new InvalidDataException($"a decimal of the column '{leaf.Field.Name}' has more digits than its type");
        }
        if ((to[^1] >= 0x80) != (sign != 0)) throw new InvalidDataException($"a decimal of the column '{leaf.Field.Name}' has more digits than its type");
    }

    private static long Int96(ParquetLeaf leaf, ReadOnlySpan<byte> value)
    {
        try
        {
            return checked((BinaryPrimitives.ReadInt32LittleEndian(value[8..]) - (long)JulianEpoch) * NanosPerDay + BinaryPrimitives.ReadInt64LittleEndian(value));
        }
        catch (OverflowException)
        {
            throw FrameErrors.CannotRead(leaf.Field.Name, "a timestamp of 96 bits", "it has a time before 1677 or after 2262, which 64 bits of nanoseconds cannot hold");
        }
    }

    private static int Width(IArrowType type) => type is FixedWidthType { BitWidth: >= 8 } fixedWidth ? fixedWidth.BitWidth / 8 : type is HalfFloatType ? 2 : throw new InvalidDataException($"values of type {type.Name} cannot be stored so");

    /// <summary>The slots that have a value, with the value's number.</summary>
    private readonly struct Slots(Validity validity, int count)
    {
        public int Count => count;

        public IEnumerator<(int Slot, int Value)> GetEnumerator()
        {
            var bits = validity.Buffer;
            for (int slot = 0, value = 0; slot < count; slot++)
                if (bits.IsEmpty || Bits.IsSet(bits.Span, slot)) yield return (slot, value++);
        }
    }
}
