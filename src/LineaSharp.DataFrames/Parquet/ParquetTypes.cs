using Apache.Arrow.Types;

namespace LineaSharp.DataFrames;

/// <summary>Arrow's types of Parquet's.</summary>
internal static class ParquetTypes
{
    private const int MaxDecimal128 = 38;
    private const int MaxDecimal256 = 76;

    /// <param name="element">The element.</param>
    /// <param name="hint">What the writer's Arrow had; only durations and the names of time zones are taken from it, which Parquet cannot say.</param>
    public static IArrowType ToArrow(ParquetElement element, IArrowType? hint)
    {
        var logical = element.Logical;
        return (element.Type, logical.Meaning) switch
        {
            (_, ParquetMeaning.Unknown) => NullType.Default,
            (ParquetType.Boolean, _) => BooleanType.Default,
            (ParquetType.Int32 or ParquetType.Int64 or ParquetType.ByteArray or ParquetType.FixedLenByteArray, ParquetMeaning.Decimal) => Decimal(element),
            (ParquetType.Int32, ParquetMeaning.Date) => Date32Type.Default,
            (ParquetType.Int32, ParquetMeaning.Time) => new Time32Type(TimeUnit.Millisecond),
            (ParquetType.Int32, ParquetMeaning.Integer) => Integer(logical, 32) ?? Int32Type.Default,
            (ParquetType.Int32, _) => Int32Type.Default,
            (ParquetType.Int64, ParquetMeaning.Time) => new Time64Type(logical.Unit == ParquetUnit.Nanos ? TimeUnit.Nanosecond : TimeUnit.Microsecond),
            (ParquetType.Int64, ParquetMeaning.Timestamp) => new TimestampType(Unit(element), logical.IsUtc ? (hint as TimestampType)?.Timezone ?? "UTC" : null),
            (ParquetType.Int64, ParquetMeaning.Integer) when !logical.IsSigned => UInt64Type.Default,
            (ParquetType.Int64, _) => hint as DurationType ?? (IArrowType)Int64Type.Default,
            (ParquetType.Int96, _) => new TimestampType(TimeUnit.Nanosecond, (string?)null),
            (ParquetType.Float, _) => FloatType.Default,
            (ParquetType.Double, _) => DoubleType.Default,
            (ParquetType.ByteArray, ParquetMeaning.String or ParquetMeaning.Enum or ParquetMeaning.Json) => StringType.Default,
            (ParquetType.ByteArray, _) => BinaryType.Default,
            (ParquetType.FixedLenByteArray, ParquetMeaning.Float16) when element.TypeLength == 2 => HalfFloatType.Default,
            (ParquetType.FixedLenByteArray, _) when element.TypeLength > 0 => new FixedSizeBinaryType(element.TypeLength),
            _ => throw new InvalidDataException($"the column '{element.Name}' has the impossible type {element.Type} of {element.TypeLength} bytes"),
        };
    }

    private static IArrowType? Integer(ParquetLogicalType logical, int width) => (logical.BitWidth, logical.IsSigned) switch
    {
        (8, true) => Int8Type.Default,
        (8, false) => UInt8Type.Default,
        (16, true) => Int16Type.Default,
        (16, false) => UInt16Type.Default,
        (32, false) => UInt32Type.Default,
        _ when logical.BitWidth == width => null,
        _ => throw new InvalidDataException($"a whole number of {logical.BitWidth} bits is impossible here"),
    };

    private static TimeUnit Unit(ParquetElement element) => element.Logical.Unit switch
    {
        ParquetUnit.Millis => TimeUnit.Millisecond,
        ParquetUnit.Micros => TimeUnit.Microsecond,
        ParquetUnit.Nanos => TimeUnit.Nanosecond,
        _ => throw new InvalidDataException($"the column '{element.Name}' has an unknown unit of time"),
    };

    private static IArrowType Decimal(ParquetElement element)
    {
        var (precision, scale) = (element.Logical.Precision, element.Logical.Scale);
        if (precision is < 1 or > MaxDecimal256 || scale < 0 || scale > precision) throw FrameErrors.CannotRead(element.Name, $"decimal({precision}, {scale})", $"Arrow has decimals of 1 to {MaxDecimal256} digits, with 0 to all of them behind the point");
        return precision <= MaxDecimal128 ? new Decimal128Type(precision, scale) : new Decimal256Type(precision, scale);
    }
}
