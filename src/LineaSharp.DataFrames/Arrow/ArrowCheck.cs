using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LineaSharp.DataFrames;

/// <summary>Checks that an array from outside is whole: its buffers are as long as its values need, and every offset and index leads into them.</summary>
internal static class ArrowCheck
{
    public static void Array(ArrayData data, string column)
    {
        if (data.Length < 0 || data.Offset < 0) throw Damage(column, "has a negative length");
        var end = data.Offset + (long)data.Length;
        if (data.DataType is NullType) return;
        CheckValidity(data, end, column);
        switch (data.DataType)
        {
            case StringType or BinaryType:
                var ends = Offsets<int>(data, end, column);
                CheckRuns(data, column, ends, data.Buffers[2].Length);
                break;
            case LargeStringType or LargeBinaryType: CheckRuns(data, column, Offsets<long>(data, end, column), data.Buffers[2].Length); break;
            case StringViewType or BinaryViewType: CheckViews(data, end, column); break;
            case ListType or MapType: CheckItems(data, column, Offsets<int>(data, end, column)); break;
            case LargeListType: CheckItems(data, column, Offsets<long>(data, end, column)); break;
            case FixedSizeListType list:
                if (list.ListSize < 0 || Child(data, column).Length < end * list.ListSize) throw Damage(column, "has fewer items than its lists");
                Array(data.Children[0], column);
                break;
            case StructType type:
                if ((data.Children ?? []).Length != type.Fields.Count) throw Damage(column, "lacks a part");
                foreach (var part in data.Children ?? [])
                {
                    if (part.Length < end) throw Damage(column, "has a part that is too short");
                    Array(part, column);
                }
                break;
            case DictionaryType: CheckDictionary(data, column); break;
            case FixedWidthType type and not IntervalType:
                if (type.BitWidth <= 0 || data.Buffers[1].Length * 8L < end * type.BitWidth) throw Damage(column, "has fewer values than it claims");
                break;
            default: throw FrameErrors.CannotRead(column, data.DataType.Name, "this package has no use for that type");
        }
    }

    private static void CheckValidity(ArrayData data, long end, string column)
    {
        var bitmap = data.Buffers[0];
        if (bitmap.Length == 0 && data.NullCount is 0 or -1) return;
        if (bitmap.Length * 8L < end) throw Damage(column, "does not say which values are missing");
        var missing = 0;
        for (var i = data.Offset; i < end; i++)
            if (!Bits.IsSet(bitmap.Span, i)) missing++;
        if (data.NullCount >= 0 && missing != data.NullCount) throw Damage(column, $"claims {data.NullCount} missing values, and has {missing}");
    }

    private static ReadOnlySpan<T> Offsets<T>(ArrayData data, long end, string column) where T : unmanaged, IBinaryInteger<T>
    {
        var all = MemoryMarshal.Cast<byte, T>(data.Buffers[1].Span);
        if (data.Length == 0 && all.Length == 0) return [];
        return all.Length > end ? all.Slice(data.Offset, data.Length + 1) : throw Damage(column, "has fewer offsets than values");
    }

    private static void CheckOrder<T>(ReadOnlySpan<T> offsets, long limit, string column) where T : unmanaged, IBinaryInteger<T>
    {
        var last = T.Zero;
        foreach (var offset in offsets)
        {
            if (offset < last || long.CreateChecked(offset) > limit) throw Damage(column, "has an offset that leads outside");
            last = offset;
        }
    }

    private static void CheckRuns<T>(ArrayData data, string column, ReadOnlySpan<T> offsets, long limit) where T : unmanaged, IBinaryInteger<T>
    {
        CheckOrder(offsets, limit, column);
        if (data.DataType is not (StringType or LargeStringType)) return;
        for (var i = 0; i < data.Length; i++)
        {
            var start = int.CreateChecked(offsets[i]);
            if (IsThere(data, i) && !Utf8.IsValid(data.Buffers[2].Span[start..int.CreateChecked(offsets[i + 1])])) throw Damage(column, "has a text that is no UTF-8");
        }
    }

    // 16 bytes each: the length, then the bytes themselves or, for more than 12, four of them, the buffer's number and the place in it.
    private static void CheckViews(ArrayData data, long end, string column)
    {
        if (data.Buffers[1].Length < end * 16) throw Damage(column, "has fewer values than it claims");
        for (var i = 0; i < data.Length; i++)
        {
            if (!IsThere(data, i)) continue;
            var view = data.Buffers[1].Span.Slice((data.Offset + i) * 16, 16);
            var length = BinaryPrimitives.ReadInt32LittleEndian(view);
            if (length < 0) throw Damage(column, "has a value of negative length");
            var bytes = length <= 12 ? view.Slice(4, length) : Far(data, view, length, column);
            if (data.DataType is StringViewType && !Utf8.IsValid(bytes)) throw Damage(column, "has a text that is no UTF-8");
        }
    }

    private static ReadOnlySpan<byte> Far(ArrayData data, ReadOnlySpan<byte> view, int length, string column)
    {
        var (buffer, offset) = (BinaryPrimitives.ReadInt32LittleEndian(view[8..]), BinaryPrimitives.ReadInt32LittleEndian(view[12..]));
        if (buffer < 0 || buffer >= data.Buffers.Length - 2 || offset < 0 || offset > data.Buffers[2 + buffer].Length - length) throw Damage(column, "has a value that lies outside");
        return data.Buffers[2 + buffer].Span.Slice(offset, length);
    }

    private static void CheckItems<T>(ArrayData data, string column, ReadOnlySpan<T> offsets) where T : unmanaged, IBinaryInteger<T>
    {
        var items = Child(data, column);
        CheckOrder(offsets, items.Length, column);
        Array(items, column);
    }

    private static void CheckDictionary(ArrayData data, string column)
    {
        if (data.Dictionary is null) throw Damage(column, "has no dictionary");
        Array(data.Dictionary, column);
        var type = (DictionaryType)data.DataType;
        if (type.IndexType is not FixedWidthType index || data.Buffers[1].Length * 8L < (data.Offset + (long)data.Length) * index.BitWidth) throw Damage(column, "has fewer values than it claims");
        var indices = ArrowArrayFactory.BuildArray(new ArrayData(type.IndexType, data.Length, data.NullCount, data.Offset, data.Buffers));
        for (var i = 0; i < data.Length; i++)
            if (IsThere(data, i) && (uint)DictionaryIndex.At(indices, i) >= (uint)data.Dictionary.Length) throw Damage(column, "has a value that is not in its dictionary");
    }

    private static ArrayData Child(ArrayData data, string column) => data.Children is [{ } child] ? child : throw Damage(column, "has no items");

    private static bool IsThere(ArrayData data, int i) => data.Buffers[0].Length == 0 || Bits.IsSet(data.Buffers[0].Span, data.Offset + i);

    private static InvalidDataException Damage(string column, string fault) => new($"the column '{column}' {fault}");
}
