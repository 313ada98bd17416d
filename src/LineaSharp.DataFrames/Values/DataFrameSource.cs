using Microsoft.Data.Analysis;
using Microsoft.ML.Data;

namespace LineaSharp.DataFrames;

/// <summary>The rows of a <see cref="DataFrame"/>.</summary>
internal sealed class DataFrameSource(DataFrame frame) : RowSource(frame.Columns.Select(c => (c.Name, Element(c))).ToArray())
{
    public override IEnumerable<Array[]> Parts(IReadOnlyList<int> wanted, int rows)
    {
        for (long start = 0; start == 0 || start < frame.Rows.Count; start += rows)
            yield return wanted.Select(i => Slice(frame.Columns[i], start, (int)Math.Min(rows, frame.Rows.Count - start))).ToArray();
    }

    /// <summary>All values of a column.</summary>
    public static Array Values(DataFrameColumn column) =>
        column.Length <= Array.MaxLength ? Slice(column, 0, (int)column.Length) : throw FrameErrors.NotSupported($"The column '{column.Name}' has {column.Length} values, more than an array can hold.");

    private static Type Element(DataFrameColumn column) => Slice(column, 0, 0).GetType().GetElementType()!;

    private static Array Slice(DataFrameColumn column, long start, int count) => column switch
    {
        PrimitiveDataFrameColumn<bool> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<sbyte> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<byte> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<short> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<ushort> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<int> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<uint> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<long> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<ulong> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<Half> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<float> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<double> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<decimal> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<DateTime> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<DateTimeOffset> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<DateOnly> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<TimeOnly> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<TimeSpan> c => Slice(c, start, count),
        PrimitiveDataFrameColumn<char> c => Each<string?>(start, count, i => c[i]?.ToString()),
        StringDataFrameColumn c => Each<string?>(start, count, i => c[i]),
        ArrowStringDataFrameColumn c => Each<string?>(start, count, i => c[i]),
        VBufferDataFrameColumn<float> c => Each(start, count, i => Dense(c[i])),
        VBufferDataFrameColumn<double> c => Each(start, count, i => Dense(c[i])),
        VBufferDataFrameColumn<int> c => Each(start, count, i => Dense(c[i])),
        VBufferDataFrameColumn<long> c => Each(start, count, i => Dense(c[i])),
        VBufferDataFrameColumn<byte> c => Each(start, count, i => Dense(c[i])),
        VBufferDataFrameColumn<bool> c => Each(start, count, i => Dense(c[i])),
        VBufferDataFrameColumn<ReadOnlyMemory<char>> c => Each(start, count, i => Array.ConvertAll(Dense(c[i]), t => t.ToString())),
        _ => throw FrameErrors.CannotSave(column.Name, column.GetType().Name, $"this package does not know columns of {column.DataType.Name}"),
    };

    private static Array Slice<T>(PrimitiveDataFrameColumn<T> column, long start, int count) where T : unmanaged =>
        column.NullCount == 0 ? Each(start, count, i => column[i]!.Value) : Each(start, count, i => column[i]);

    private static T[] Each<T>(long start, int count, Func<long, T> at)
    {
        var values = new T[count];
        for (var i = 0; i < count; i++) values[i] = at(start + i);
        return values;
    }

    private static T[] Dense<T>(VBuffer<T> buffer) => buffer.DenseValues().ToArray();
}
