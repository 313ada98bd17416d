using LineaSharp.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LineaSharp.DataFrames;

/// <summary>A table as ML.NET's data view. Nothing is copied but columns whose type ML.NET has not.</summary>
internal sealed class TableDataView : IDataView
{
    private readonly DataViewColumn[] _columns;
    private readonly int _rows;

    public TableDataView(Table table)
    {
        _rows = table.RowCount;
        _columns = table.Columns.Select(DataViewColumn.Of).ToArray();
        var builder = new DataViewSchema.Builder();
        foreach (var column in _columns) builder.AddColumn(column.Name, column.Type);
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        int[]? order = null;
        if (rand is not null) rand.Shuffle(order = Enumerable.Range(0, _rows).ToArray());
        return new Cursor(this, columnsNeeded.Select(c => c.Index).ToHashSet(), order);
    }

    // One cursor is all that memory needs.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(TableDataView view, HashSet<int> active, int[]? order) : DataViewRowCursor
    {
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        private int Row => _position < 0 ? throw new InvalidOperationException("The cursor is at no row: it was not moved, or is at the end.") : order is null ? (int)_position : order[_position];

        public override bool MoveNext()
        {
            if (_position == -2 || _position + 1 >= view._rows) _position = -2;
            else _position++;
            return _position >= 0;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)Row, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column)) throw new ArgumentOutOfRangeException(nameof(column), $"The column '{column.Name}' was not asked for when the cursor was made.");
            var at = view._columns[column.Index].Values as Func<int, TValue>
                ?? throw new InvalidOperationException($"The column '{column.Name}' is {column.Type}; it was asked as {typeof(TValue)}.");
            return (ref TValue value) => value = at(Row);
        }
    }
}

/// <summary>A column as ML.NET has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">ML.NET's type.</param>
/// <param name="Values">The value of a row: a <see cref="Func{T,TResult}"/> from int to the type's raw type.</param>
internal sealed record DataViewColumn(string Name, DataViewType Type, Delegate Values)
{
    public static DataViewColumn Of(TableColumn column) => column.Values switch
    {
        bool[] v => new(column.Name, BooleanDataViewType.Instance, (int i) => v[i]),
        // ML.NET has no missing truth value; NaN is its missing number.
        bool?[] v => v.All(x => x is not null) ? new(column.Name, BooleanDataViewType.Instance, (int i) => v[i]!.Value) : new(column.Name, NumberDataViewType.Single, (int i) => v[i] is { } x ? (x ? 1f : 0f) : float.NaN),
        float[] v => new(column.Name, NumberDataViewType.Single, (int i) => v[i]),
        float?[] v => new(column.Name, NumberDataViewType.Single, (int i) => v[i] ?? float.NaN),
        Half[] v => new(column.Name, NumberDataViewType.Single, (int i) => (float)v[i]),
        Half?[] v => new(column.Name, NumberDataViewType.Single, (int i) => v[i] is { } x ? (float)x : float.NaN),
        double[] v => new(column.Name, NumberDataViewType.Double, (int i) => v[i]),
        double?[] or decimal[] or decimal?[] => Doubles(column),
        DateTime[] or DateTime?[] => Times<DateTime, DateTime>(column, DateTimeDataViewType.Instance, t => t),
        DateTimeOffset[] or DateTimeOffset?[] => Times<DateTimeOffset, DateTimeOffset>(column, DateTimeOffsetDataViewType.Instance, t => t),
        DateOnly[] or DateOnly?[] => Times<DateOnly, DateTime>(column, DateTimeDataViewType.Instance, d => d.ToDateTime(TimeOnly.MinValue)),
        TimeOnly[] or TimeOnly?[] => Times<TimeOnly, TimeSpan>(column, TimeSpanDataViewType.Instance, t => t.ToTimeSpan()),
        TimeSpan[] or TimeSpan?[] => Times<TimeSpan, TimeSpan>(column, TimeSpanDataViewType.Instance, t => t),
        string?[] v => new(column.Name, TextDataViewType.Instance, (int i) => v[i].AsMemory()),
        object?[] v when v.GetType() == typeof(object[]) && v.All(x => x is null) => new(column.Name, TextDataViewType.Instance, (int _) => ReadOnlyMemory<char>.Empty),
        _ when column.ElementType.IsArray => Vectors(column),
        _ => Whole(column),
    };

    private static DataViewColumn Whole(TableColumn column) =>
        column.ElementType == typeof(sbyte) ? Whole<sbyte>(column, NumberDataViewType.SByte)
        : column.ElementType == typeof(byte) ? Whole<byte>(column, NumberDataViewType.Byte)
        : column.ElementType == typeof(short) ? Whole<short>(column, NumberDataViewType.Int16)
        : column.ElementType == typeof(ushort) ? Whole<ushort>(column, NumberDataViewType.UInt16)
        : column.ElementType == typeof(int) ? Whole<int>(column, NumberDataViewType.Int32)
        : column.ElementType == typeof(uint) ? Whole<uint>(column, NumberDataViewType.UInt32)
        : column.ElementType == typeof(long) ? Whole<long>(column, NumberDataViewType.Int64)
        : column.ElementType == typeof(ulong) ? Whole<ulong>(column, NumberDataViewType.UInt64)
        : throw CannotHold(column, "ML.NET has no type for objects and mixed values");

    // ML.NET has no missing whole numbers: a column that has some becomes Double, with NaN.
    private static DataViewColumn Whole<T>(TableColumn column, NumberDataViewType type) where T : struct =>
        column.Values is T[] v ? new(column.Name, type, (int i) => v[i])
        : column.Values is T?[] n && n.All(x => x is not null) ? new(column.Name, type, (int i) => n[i]!.Value)
        : Doubles(column);

    private static DataViewColumn Doubles(TableColumn column)
    {
        var values = column.ToDoubles();
        return new(column.Name, NumberDataViewType.Double, (int i) => values[i]);
    }

    private static DataViewColumn Times<T, TRaw>(TableColumn column, DataViewType type, Func<T, TRaw> convert) where T : struct
    {
        if (column.Values is T[] v) return new(column.Name, type, (int i) => convert(v[i]));
        var values = (T?[])column.Values;
        var missing = Array.FindIndex(values, x => x is null);
        return missing < 0 ? new(column.Name, type, (int i) => convert(values[i]!.Value)) : throw CannotHold(column, $"the value in row {missing} is missing, and ML.NET has no missing times");
    }

    private static DataViewColumn Vectors(TableColumn column) =>
        column.ElementType == typeof(float[]) ? Vectors<float>(column, NumberDataViewType.Single)
        : column.ElementType == typeof(double[]) ? Vectors<double>(column, NumberDataViewType.Double)
        : column.ElementType == typeof(sbyte[]) ? Vectors<sbyte>(column, NumberDataViewType.SByte)
        : column.ElementType == typeof(byte[]) ? Vectors<byte>(column, NumberDataViewType.Byte)
        : column.ElementType == typeof(short[]) ? Vectors<short>(column, NumberDataViewType.Int16)
        : column.ElementType == typeof(ushort[]) ? Vectors<ushort>(column, NumberDataViewType.UInt16)
        : column.ElementType == typeof(int[]) ? Vectors<int>(column, NumberDataViewType.Int32)
        : column.ElementType == typeof(uint[]) ? Vectors<uint>(column, NumberDataViewType.UInt32)
        : column.ElementType == typeof(long[]) ? Vectors<long>(column, NumberDataViewType.Int64)
        : column.ElementType == typeof(ulong[]) ? Vectors<ulong>(column, NumberDataViewType.UInt64)
        : column.ElementType == typeof(bool[]) ? Vectors<bool>(column, BooleanDataViewType.Instance)
        : column.ElementType == typeof(string[]) ? Texts(column)
        : throw CannotHold(column, "ML.NET has vectors of numbers, truth values and texts in which nothing is missing");

    private static DataViewColumn Vectors<T>(TableColumn column, PrimitiveDataViewType item)
    {
        var values = (T[]?[])column.Values;
        return new(column.Name, new VectorDataViewType(item, CommonLength(values)), (int i) => values[i] is { } v ? new VBuffer<T>(v.Length, v) : default);
    }

    private static DataViewColumn Texts(TableColumn column)
    {
        var values = (string?[]?[])column.Values;
        return new(column.Name, new VectorDataViewType(TextDataViewType.Instance, CommonLength(values)), (int i) => values[i] is { } v ? new VBuffer<ReadOnlyMemory<char>>(v.Length, Array.ConvertAll(v, t => t.AsMemory())) : default);
    }

    // 0 says that lengths differ.
    private static int CommonLength<T>(T[]?[] values) => values.Select(v => v?.Length ?? 0).Distinct().ToArray() is [var one] ? one : 0;

    private static LineaException CannotHold(TableColumn column, string why) => FrameErrors.CannotHold(column.Name, column.ToString(), "IDataView", why);
}
