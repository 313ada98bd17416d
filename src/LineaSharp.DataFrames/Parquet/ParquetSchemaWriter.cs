using System.Numerics;
using Apache.Arrow.Types;

namespace LineaSharp.DataFrames;

/// <summary>Parquet's types of Arrow's, as pyarrow writes them where it can.</summary>
internal sealed class ParquetSchemaWriter
{
    public const string Root = "schema";
    private readonly List<ParquetElement> _elements = [];
    private readonly List<IReadOnlyList<string>> _paths = [];

    private ParquetSchemaWriter(ArrowSchema schema)
    {
        _elements.Add(new(Root) { Children = schema.FieldsList.Count });
        foreach (var field in schema.FieldsList) Add(field, field.Name, []);
    }

    public static (IReadOnlyList<ParquetElement> Elements, IReadOnlyList<IReadOnlyList<string>> LeafPaths) Of(ArrowSchema schema)
    {
        var writer = new ParquetSchemaWriter(schema);
        return (writer._elements, writer._paths);
    }

    private void Add(ArrowField field, string name, IReadOnlyList<string> outer)
    {
        IReadOnlyList<string> path = [.. outer, name];
        var repetition = field.IsNullable ? ParquetRepetition.Optional : ParquetRepetition.Required;
        switch (field.DataType)
        {
            case MapType map:
                _elements.Add(new(name) { Repetition = repetition, Children = 1, Logical = new(ParquetMeaning.Map) });
                _elements.Add(new("key_value") { Repetition = ParquetRepetition.Repeated, Children = 2 });
                Add(new(map.KeyField.Name, map.KeyField.DataType, nullable: false), "key", [.. path, "key_value"]);
                Add(map.ValueField, "value", [.. path, "key_value"]);
                break;
            case ListType or LargeListType or FixedSizeListType:
                _elements.Add(new(name) { Repetition = repetition, Children = 1, Logical = new(ParquetMeaning.List) });
                _elements.Add(new("list") { Repetition = ParquetRepetition.Repeated, Children = 1 });
                Add(((NestedType)field.DataType).Fields[0], "element", [.. path, "list"]);
                break;
            case StructType { Fields.Count: > 0 } parts:
                _elements.Add(new(name) { Repetition = repetition, Children = parts.Fields.Count });
                foreach (var part in parts.Fields) Add(part, part.Name, path);
                break;
            default:
                _elements.Add(Leaf(field, field.DataType, string.Join('.', path)) with { Name = name, Repetition = field.DataType is NullType ? ParquetRepetition.Optional : repetition });
                _paths.Add(path);
                break;
        }
    }

    public static ParquetElement Leaf(ArrowField field, IArrowType type, string column) => type switch
    {
        NullType => Of(ParquetType.Int32, new(ParquetMeaning.Unknown)),
        BooleanType => Of(ParquetType.Boolean),
        Int8Type => Integer(ParquetType.Int32, 8, true),
        UInt8Type => Integer(ParquetType.Int32, 8, false),
        Int16Type => Integer(ParquetType.Int32, 16, true),
        UInt16Type => Integer(ParquetType.Int32, 16, false),
        Int32Type => Of(ParquetType.Int32),
        UInt32Type => Integer(ParquetType.Int32, 32, false),
        Int64Type or DurationType => Of(ParquetType.Int64),
        UInt64Type => Integer(ParquetType.Int64, 64, false),
        HalfFloatType => Of(ParquetType.FixedLenByteArray, new(ParquetMeaning.Float16)) with { TypeLength = 2 },
        FloatType => Of(ParquetType.Float),
        DoubleType => Of(ParquetType.Double),
        StringType or LargeStringType or StringViewType => Of(ParquetType.ByteArray, new(ParquetMeaning.String)),
        BinaryType or LargeBinaryType or BinaryViewType => Of(ParquetType.ByteArray),
        Decimal32Type or Decimal64Type or Decimal128Type or Decimal256Type => Decimal((FixedSizeBinaryType)type),
        FixedSizeBinaryType bytes => Of(ParquetType.FixedLenByteArray) with { TypeLength = bytes.ByteWidth },
        Date32Type or Date64Type => Of(ParquetType.Int32, new(ParquetMeaning.Date)),
        Time32Type => Of(ParquetType.Int32, new(ParquetMeaning.Time) { Unit = ParquetUnit.Millis }),
        Time64Type time => Of(ParquetType.Int64, new(ParquetMeaning.Time) { Unit = Unit(time.Unit) }),
        TimestampType time => Of(ParquetType.Int64, new(ParquetMeaning.Timestamp) { Unit = Unit(time.Unit), IsUtc = !string.IsNullOrEmpty(time.Timezone) }),
        DictionaryType dictionary => Leaf(field, dictionary.ValueType, column),
        _ => throw FrameErrors.CannotSave(column, type.Name, "Parquet has no such type"),
    };

    /// <summary>The bytes that a decimal of so many digits takes.</summary>
    public static int DecimalLength(int precision)
    {
        var length = 1;
        for (var max = BigInteger.Pow(10, precision); max > BigInteger.One << (8 * length - 1);) length++;
        return length;
    }

    private static ParquetElement Of(ParquetType type, ParquetLogicalType logical = default) => new("") { Type = type, Logical = logical };

    private static ParquetElement Integer(ParquetType type, int bits, bool isSigned) => Of(type, new(ParquetMeaning.Integer) { BitWidth = bits, IsSigned = isSigned });

    // Seconds are written as milliseconds: Parquet has none.
    private static ParquetUnit Unit(TimeUnit unit) => unit switch
    {
        TimeUnit.Nanosecond => ParquetUnit.Nanos,
        TimeUnit.Microsecond => ParquetUnit.Micros,
        _ => ParquetUnit.Millis,
    };

    private static ParquetElement Decimal(FixedSizeBinaryType type)
    {
        var (precision, scale) = type switch
        {
            Decimal32Type t => (t.Precision, t.Scale),
            Decimal64Type t => (t.Precision, t.Scale),
            Decimal128Type t => (t.Precision, t.Scale),
            Decimal256Type t => (t.Precision, t.Scale),
            _ => throw new InvalidOperationException($"{type.Name} is no decimal."),
        };
        var logical = new ParquetLogicalType(ParquetMeaning.Decimal) { Precision = precision, Scale = scale };
        return precision <= 9 ? Of(ParquetType.Int32, logical)
            : precision <= 18 ? Of(ParquetType.Int64, logical)
            : Of(ParquetType.FixedLenByteArray, logical) with { TypeLength = DecimalLength(precision) };
    }
}
