using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LineaSharp.DataFrames;

/// <summary>Writes the values of an Arrow array plainly, those that are missing left out.</summary>
internal static class ParquetPlain
{
    public static void Write(MemoryStream page, ParquetElement element, ParquetEntries entries, string column)
    {
        if (entries.Array is DictionaryArray dictionary) entries = Resolved(dictionary, entries, column);
        var there = entries.Index.Where(i => i >= 0).ToArray();
        switch (entries.Array)
        {
            case NullArray: break;
            case BooleanArray booleans: Booleans(page, there, booleans); break;
            case BinaryArray binary: Binary(page, there, i => binary.GetBytes(i)); break;
            case LargeBinaryArray binary: Binary(page, there, i => binary.GetBytes(i)); break;
            case BinaryViewArray binary: Binary(page, there, i => binary.GetBytes(i)); break;
            case Date64Array or TimestampArray { Data.DataType: TimestampType { Unit: TimeUnit.Second } } or Time32Array { Data.DataType: Time32Type { Unit: TimeUnit.Second } }:
                Scaled(page, there, entries.Array, column);
                break;
            default: Fixed(page, there, element, entries.Array.Data, column); break;
        }
    }

    // The values that a dictionary's numbers stand for.
    private static ParquetEntries Resolved(DictionaryArray dictionary, ParquetEntries entries, string column)
    {
        var index = System.Array.ConvertAll(entries.Index, i => i < 0 ? -1 : DictionaryIndex.At(dictionary.Indices, i));
        if (index.Any(i => i >= 0 && dictionary.Dictionary.IsNull(i))) throw FrameErrors.CannotSave(column, "a dictionary", "one of the dictionary's own values is missing; let the indices be missing instead");
        return entries with { Array = dictionary.Dictionary, Index = index };
    }

    private static void Booleans(MemoryStream page, int[] there, BooleanArray booleans)
    {
        var bits = new byte[(there.Length + 7) / 8];
        for (var i = 0; i < there.Length; i++)
            if (booleans.GetValue(there[i]) == true) Bits.Set(bits, i);
        page.Write(bits);
    }

    private delegate ReadOnlySpan<byte> BytesAt(int index);

    private static void Binary(MemoryStream page, int[] there, BytesAt bytesAt)
    {
        Span<byte> length = stackalloc byte[4];
        foreach (var i in there)
        {
            var bytes = bytesAt(i);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            page.Write(length);
            page.Write(bytes);
        }
    }

    // Units that Parquet has not: days in milliseconds become days, seconds milliseconds.
    private static void Scaled(MemoryStream page, int[] there, IArrowArray array, string column)
    {
        Span<byte> bytes = stackalloc byte[8];
        foreach (var i in there)
            switch (array)
            {
                case Date64Array dates:
                    var (days, rest) = Math.DivRem(dates.Values[i], 86_400_000);
                    if (rest != 0) throw FrameErrors.CannotSave(column, "date64", "a value is no whole day; make it a timestamp");
                    BinaryPrimitives.WriteInt32LittleEndian(bytes, checked((int)days));
                    page.Write(bytes[..4]);
                    break;
                case Time32Array times:
                    BinaryPrimitives.WriteInt32LittleEndian(bytes, checked(times.Values[i] * 1000));
                    page.Write(bytes[..4]);
                    break;
                case TimestampArray times:
                    if (times.Values[i] is > long.MaxValue / 1000 or < long.MinValue / 1000) throw FrameErrors.CannotSave(column, "timestamp[s]", "a value is beyond what milliseconds can say");
                    BinaryPrimitives.WriteInt64LittleEndian(bytes, times.Values[i] * 1000);
                    page.Write(bytes);
                    break;
            }
    }

    private static void Fixed(MemoryStream page, int[] there, ParquetElement element, ArrayData data, string column)
    {
        var width = ((FixedWidthType)data.DataType).BitWidth / 8;
        var values = data.Buffers[1].Span[(data.Offset * width)..];
        var stored = element.Type switch
        {
            ParquetType.Int32 or ParquetType.Float => 4,
            ParquetType.Int64 or ParquetType.Double => 8,
            _ => element.TypeLength,
        };
        // The usual case: the array is the page.
        if (stored == width && there.Length == data.Length && element.Logical.Meaning != ParquetMeaning.Decimal)
        {
            page.Write(values[..(width * data.Length)]);
            return;
        }
        var isSigned = element.Logical is { Meaning: ParquetMeaning.Decimal } or { IsSigned: true };
        var bytes = new byte[stored];
        foreach (var i in there)
        {
            var value = values.Slice(i * width, width);
            var sign = (byte)(isSigned && value[^1] >= 0x80 ? 0xFF : 0);
            for (var b = 0; b < Math.Max(width, stored); b++)
            {
                var from = b < width ? value[b] : sign;
                if (b < stored) bytes[b] = from;
                else if (from != sign) throw FrameErrors.CannotSave(column, data.DataType.Name, "a value has more digits than its type says");
            }
            // Decimals in bytes come highest byte first.
            if (element is { Logical.Meaning: ParquetMeaning.Decimal, Type: ParquetType.FixedLenByteArray }) bytes.AsSpan().Reverse();
            page.Write(bytes);
        }
    }
}
