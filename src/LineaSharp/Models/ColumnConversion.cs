using System.Globalization;

namespace LineaSharp.Models;

/// <summary>A column's values in the type that a signature asks for, where nothing is lost by it.</summary>
internal static class ColumnConversion
{
    public static double[] Doubles(TableColumn column)
    {
        if (column.Type is not ScalarType || column.Type == ColumnType.String || column.Type == ColumnType.Binary || column.Type == ColumnType.DateTime)
            throw new ArgumentException($"The column '{column.Name}' holds {Describe(column.Type)} values, and numbers are needed.");
        return column.Values switch
        {
            float[] numbers => Array.ConvertAll(numbers, n => (double)n),
            long[] numbers => Array.ConvertAll(numbers, n => (double)n),
            int[] numbers => Array.ConvertAll(numbers, n => (double)n),
            double?[] numbers => Array.ConvertAll(numbers, n => n ?? double.NaN),
            _ => Each(column, value => value is null ? double.NaN : Double(value)),
        };
    }

    /// <summary>The column as the type, or null when that would lose something.</summary>
    /// <remarks>
    /// As MLflow's own check has it: int32 to int64, float32 to float64, whole numbers of up to 32 bits to float64, 64-bit ones only when all are 0 or 1, decimal to
    /// float64. https://mlflow.org/docs/latest/ml/model/signatures/
    /// </remarks>
    public static TableColumn? To(TableColumn column, ColumnType type)
    {
        if (column.Type == type) return Normalize(column);
        if (type == ColumnType.Any) return column;
        if (type == ColumnType.Long && column.Type == ColumnType.Integer) return new TableColumn(column.Name, Each(column, v => Convert.ToInt64(v, CultureInfo.InvariantCulture)));
        if (type == ColumnType.Double && (column.Type == ColumnType.Integer || column.Type == ColumnType.Float || IsZeroOrOne(column))) return new TableColumn(column.Name, Doubles(column));
        if (type == ColumnType.Float && IsZeroOrOne(column)) return new TableColumn(column.Name, Array.ConvertAll(Doubles(column), n => (float)n));
        // A column of nulls alone fits whatever may be missing.
        return column.Type == ColumnType.Any && column.Values.Cast<object?>().All(v => v is null) ? column : null;
    }

    public static string Describe(ColumnType type) => type switch
    {
        ScalarType scalar => scalar.Name,
        ArrayType array => $"array of {Describe(array.Items)}",
        MapType map => $"map of {Describe(map.Values)}",
        ObjectType => "object",
        SparkMLVectorType => "sparkml_vector",
        _ => "any",
    };

    // One array type for each of MLflow's types, so that readers have few cases: short becomes int, Half float, decimal double, times DateTime in UTC.
    private static TableColumn Normalize(TableColumn column)
    {
        var type = column.ElementType;
        if (column.Type == ColumnType.Integer && type != typeof(int)) return new(column.Name, column.HasMissing ? Each<int?>(column, v => v is null ? null : Int(v)) : Each(column, v => Int(v!)));
        if (column.Type == ColumnType.Long && type != typeof(long)) return new(column.Name, column.HasMissing ? Each<long?>(column, v => v is null ? null : Long(column, v)) : Each(column, v => Long(column, v!)));
        if (column.Type == ColumnType.Float && type != typeof(float)) return new(column.Name, Array.ConvertAll(Doubles(column), n => (float)n));
        if (column.Type == ColumnType.Double && column.Values is not double[]) return new(column.Name, Doubles(column));
        if (type == typeof(TimeOnly) || type == typeof(TimeSpan)) return new(column.Name, Each(column, v => (v as IFormattable)?.ToString(type == typeof(TimeOnly) ? "O" : "c", CultureInfo.InvariantCulture)));
        if (column.Type == ColumnType.DateTime && type != typeof(DateTime)) return new(column.Name, Each<DateTime?>(column, Time));
        return column;
    }

    private static bool IsZeroOrOne(TableColumn column) =>
        column.Type == ColumnType.Long && !column.HasMissing && column.Values.Cast<object>().All(v => v is ulong ? v is 0UL or 1UL : Long(column, v) is 0 or 1);

    private static DateTime? Time(object? value) => value switch
    {
        null => null,
        DateTimeOffset time => time.UtcDateTime,
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        _ => (DateTime)value,
    };

    private static double Double(object value) => value is Half half ? (double)half : Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static int Int(object value) => Convert.ToInt32(value, CultureInfo.InvariantCulture);

    private static long Long(TableColumn column, object value) =>
        value is ulong and > long.MaxValue ? throw new ArgumentException($"The column '{column.Name}' has the number {value}, which is larger than MLflow's long can be.") : Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static T[] Each<T>(TableColumn column, Func<object?, T> convert)
    {
        var converted = new T[column.Length];
        for (var row = 0; row < converted.Length; row++) converted[row] = convert(column[row]);
        return converted;
    }
}
