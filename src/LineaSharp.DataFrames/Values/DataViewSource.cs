using Microsoft.ML;
using Microsoft.ML.Data;

namespace LineaSharp.DataFrames;

/// <summary>The rows of an <see cref="IDataView"/>, read by a cursor; hidden columns are left out.</summary>
internal sealed class DataViewSource : RowSource
{
    private readonly IDataView _view;
    private readonly IReadOnlyList<DataViewSchema.Column> _columns;

    public DataViewSource(IDataView view) : this(view, view.Schema.Where(c => !c.IsHidden).ToArray()) { }

    private DataViewSource(IDataView view, IReadOnlyList<DataViewSchema.Column> columns) : base(columns.Select(c => (c.Name, Reader(c).Element)).ToArray())
    {
        _view = view;
        _columns = columns;
    }

    public override IEnumerable<Array[]> Parts(IReadOnlyList<int> wanted, int rows)
    {
        var readers = wanted.Select(i => Reader(_columns[i])).ToArray();
        using var cursor = _view.GetRowCursor(wanted.Select(i => _columns[i]));
        foreach (var reader in readers) reader.Start(cursor);
        var count = 0;
        for (var isFirst = true; ; isFirst = false, count = 0)
        {
            while (count < rows && cursor.MoveNext())
            {
                foreach (var reader in readers) reader.Read();
                count++;
            }
            if (count == 0 && !isFirst) yield break;
            yield return readers.Select(r => r.Take()).ToArray();
            if (count < rows) yield break;
        }
    }

    private static ColumnReader Reader(DataViewSchema.Column column) => column.Type is VectorDataViewType vector ? Vector(column, vector.ItemType) : Scalar(column);

    private static ColumnReader Scalar(DataViewSchema.Column column) => column.Type switch
    {
        TextDataViewType => new ColumnReader<ReadOnlyMemory<char>, string>(column, text => text.ToString()),
        { RawType: var raw } when Known(column.Type) => Make(column, raw, nameof(Same)),
        _ => throw Unknown(column),
    };

    private static ColumnReader Vector(DataViewSchema.Column column, PrimitiveDataViewType item) => item switch
    {
        TextDataViewType => new ColumnReader<VBuffer<ReadOnlyMemory<char>>, string[]>(column, v => v.DenseValues().Select(t => t.ToString()).ToArray()),
        { RawType: var raw } when Known(item) => Make(column, raw, nameof(Dense)),
        _ => throw Unknown(column),
    };

    private static ColumnReader Make(DataViewSchema.Column column, Type raw, string how)
    {
        if (how == nameof(Same))
            return raw == typeof(bool) ? Same<bool>(column) : raw == typeof(sbyte) ? Same<sbyte>(column) : raw == typeof(byte) ? Same<byte>(column) : raw == typeof(short) ? Same<short>(column)
                : raw == typeof(ushort) ? Same<ushort>(column) : raw == typeof(int) ? Same<int>(column) : raw == typeof(uint) ? Same<uint>(column) : raw == typeof(long) ? Same<long>(column)
                : raw == typeof(ulong) ? Same<ulong>(column) : raw == typeof(float) ? Same<float>(column) : raw == typeof(double) ? Same<double>(column) : raw == typeof(DateTime) ? Same<DateTime>(column)
                : raw == typeof(DateTimeOffset) ? Same<DateTimeOffset>(column) : raw == typeof(TimeSpan) ? Same<TimeSpan>(column) : throw Unknown(column);
        return raw == typeof(bool) ? Dense<bool>(column) : raw == typeof(sbyte) ? Dense<sbyte>(column) : raw == typeof(byte) ? Dense<byte>(column) : raw == typeof(short) ? Dense<short>(column)
            : raw == typeof(ushort) ? Dense<ushort>(column) : raw == typeof(int) ? Dense<int>(column) : raw == typeof(uint) ? Dense<uint>(column) : raw == typeof(long) ? Dense<long>(column)
            : raw == typeof(ulong) ? Dense<ulong>(column) : raw == typeof(float) ? Dense<float>(column) : raw == typeof(double) ? Dense<double>(column) : raw == typeof(DateTime) ? Dense<DateTime>(column)
            : raw == typeof(DateTimeOffset) ? Dense<DateTimeOffset>(column) : raw == typeof(TimeSpan) ? Dense<TimeSpan>(column) : throw Unknown(column);
    }

    private static ColumnReader Same<T>(DataViewSchema.Column column) => new ColumnReader<T, T>(column, v => v);

    private static ColumnReader Dense<T>(DataViewSchema.Column column) => new ColumnReader<VBuffer<T>, T[]>(column, v => v.DenseValues().ToArray());

    private static bool Known(DataViewType type) => type is BooleanDataViewType or NumberDataViewType or KeyDataViewType or DateTimeDataViewType or DateTimeOffsetDataViewType or TimeSpanDataViewType;

    private static LineaException Unknown(DataViewSchema.Column column) => FrameErrors.CannotSave(column.Name, column.Type.ToString() ?? "", "tables in files have no such type. Leave it out by a transform (SelectColumns)");

    private abstract class ColumnReader
    {
        public abstract Type Element { get; }

        public abstract void Start(DataViewRow cursor);

        public abstract void Read();

        /// <summary>What was read since the last time.</summary>
        public abstract Array Take();
    }

    private sealed class ColumnReader<TRaw, T>(DataViewSchema.Column column, Func<TRaw, T> convert) : ColumnReader
    {
        private readonly List<T> _values = [];
        private ValueGetter<TRaw>? _getter;
        private TRaw _raw = default!;

        public override Type Element => typeof(T);

        public override void Start(DataViewRow cursor) => _getter = cursor.GetGetter<TRaw>(column);

        public override void Read()
        {
            _getter!(ref _raw);
            _values.Add(convert(_raw));
        }

        public override Array Take()
        {
            var values = _values.ToArray();
            _values.Clear();
            return values;
        }
    }
}
