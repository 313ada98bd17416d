using System.Collections;
using Apache.Arrow.Types;
using LineaSharp.Models;

namespace LineaSharp.DataFrames;

/// <summary>The Arrow type that holds all values of a column exactly. Some types show it at once; for decimals, times, lists and objects the values decide.</summary>
internal sealed class ArrowTypeScan(string column)
{
    private readonly List<(string Name, ArrowTypeScan Scan)> _parts = [];
    private ArrowTypeScan? _items;
    private Type? _scalar;
    private bool _isObject;
    private bool _hasNull;
    private bool _isFine;
    private bool _isUtc;
    private bool _isLocal;
    private int _scale;
    private int _whole;

    /// <summary>Whether a type of elements says all, so that no value need be looked at.</summary>
    public static bool IsPlain(Type element) => Fixed(element) is not null;

    public ArrowField Field(string name) => new(name, Result(), _hasNull || _scalar is null);

    /// <summary>Takes a part of the column, or all of it.</summary>
    public void Add(Array values)
    {
        var element = values.GetType().GetElementType()!;
        var inner = Nullable.GetUnderlyingType(element) ?? element;
        if (!element.IsValueType || inner != element) _hasNull = true;
        if (inner != typeof(object)) Declare(inner);
        if (IsPlain(inner)) return;
        foreach (var value in values)
            if (value is null) _hasNull = true;
            else Add(value);
    }

    private void Add(object value)
    {
        Declare(value.GetType());
        switch (value)
        {
            case decimal number: AddDecimal(number); break;
            case DateTime time:
                _isFine |= time.Ticks % TimeSpan.TicksPerMicrosecond != 0;
                _isLocal |= time.Kind == DateTimeKind.Unspecified;
                _isUtc |= time.Kind != DateTimeKind.Unspecified;
                break;
            case DateTimeOffset time: _isFine |= time.Ticks % TimeSpan.TicksPerMicrosecond != 0; break;
            case TimeOnly time: _isFine |= time.Ticks % TimeSpan.TicksPerMicrosecond != 0; break;
            case TimeSpan time: _isFine |= time.Ticks % TimeSpan.TicksPerMicrosecond != 0; break;
            case byte[] or string: break;
            case IReadOnlyDictionary<string, object?> map: AddParts(map); break;
            case Array array: _items!.Add(array); break;
            case IEnumerable list: _items!.Add(list.Cast<object?>().ToArray()); break;
        }
    }

    private void AddDecimal(decimal number)
    {
        _scale = Math.Max(_scale, number.Scale);
        var whole = decimal.Truncate(Math.Abs(number));
        var digits = 0;
        for (; whole > 0; whole = decimal.Truncate(whole / 10)) digits++;
        _whole = Math.Max(_whole, digits);
    }

    private void AddParts(IReadOnlyDictionary<string, object?> map)
    {
        foreach (var (name, value) in map)
        {
            var part = _parts.FirstOrDefault(p => p.Name == name).Scan;
            if (part is null) _parts.Add((name, part = new ArrowTypeScan($"{column}.{name}")));
            part.Add(new[] { value });
        }
    }

    // What kind of values the column has; all must be of one kind.
    private void Declare(Type type)
    {
        var isObject = typeof(IReadOnlyDictionary<string, object?>).IsAssignableFrom(type);
        var isList = !isObject && type != typeof(string) && type != typeof(byte[]) && typeof(IEnumerable).IsAssignableFrom(type);
        if ((_scalar is not null && _scalar != type) || (_items is not null && !isList) || (_isObject && !isObject))
            throw FrameErrors.CannotSave(column, "of mixed values", $"it has values of type {type.Name} and {(_items is not null ? "lists" : _isObject ? "objects" : _scalar!.Name)}. Give all of them in one type");
        _isObject = isObject;
        if (isList && _items is null)
        {
            _items = new ArrowTypeScan(column);
            // An array says what its items are even where it has none.
            if (type.IsArray) _items.Add(Array.CreateInstance(type.GetElementType()!, 0));
        }
        else if (isList) return;
        else if (!isObject) _scalar = type;
    }

    private IArrowType Result()
    {
        if (_items is not null) return new ListType(_items.Field("item"));
        if (_isObject) return _parts.Count > 0 ? new StructType(_parts.Select(p => p.Scan.Field(p.Name)).ToArray()) : throw FrameErrors.CannotSave(column, "of objects", "none of them has a property");
        if (_scalar is null) return NullType.Default;
        if (Fixed(_scalar) is { } type) return type;
        var unit = _isFine ? TimeUnit.Nanosecond : TimeUnit.Microsecond;
        if (_scalar == typeof(decimal)) return _whole + _scale <= 38 ? new Decimal128Type(Math.Max(1, _whole + _scale), _scale) : new Decimal256Type(_whole + _scale, _scale);
        if (_scalar == typeof(DateTime) && _isUtc && _isLocal) throw FrameErrors.CannotSave(column, "DateTime", "some values are in a time zone and some in none (DateTimeKind.Unspecified). Give all of them one kind");
        if (_scalar == typeof(DateTime)) return new TimestampType(unit, _isUtc ? "UTC" : null);
        if (_scalar == typeof(DateTimeOffset)) return new TimestampType(unit, "UTC");
        if (_scalar == typeof(TimeOnly)) return new Time64Type(unit);
        if (_scalar == typeof(TimeSpan)) return unit == TimeUnit.Nanosecond ? DurationType.Nanosecond : DurationType.Microsecond;
        throw FrameErrors.CannotSave(column, _scalar.Name, "tables in files have no such type");
    }

    private static IArrowType? Fixed(Type type) =>
        type == typeof(bool) ? BooleanType.Default
        : type == typeof(sbyte) ? Int8Type.Default
        : type == typeof(byte) ? UInt8Type.Default
        : type == typeof(short) ? Int16Type.Default
        : type == typeof(ushort) ? UInt16Type.Default
        : type == typeof(int) ? Int32Type.Default
        : type == typeof(uint) ? UInt32Type.Default
        : type == typeof(long) ? Int64Type.Default
        : type == typeof(ulong) ? UInt64Type.Default
        : type == typeof(Half) ? HalfFloatType.Default
        : type == typeof(float) ? FloatType.Default
        : type == typeof(double) ? DoubleType.Default
        : type == typeof(string) ? StringType.Default
        : type == typeof(byte[]) ? BinaryType.Default
        : type == typeof(DateOnly) ? Date32Type.Default
        : null;
}
