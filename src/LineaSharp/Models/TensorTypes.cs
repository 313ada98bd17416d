using LineaSharp.Internal;

namespace LineaSharp.Models;

/// <summary>NumPy's names of the element types of arrays.</summary>
internal static class TensorTypes
{
    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(bool)] = "bool", [typeof(sbyte)] = "int8", [typeof(short)] = "int16", [typeof(int)] = "int32", [typeof(long)] = "int64",
        [typeof(byte)] = "uint8", [typeof(ushort)] = "uint16", [typeof(uint)] = "uint32", [typeof(ulong)] = "uint64",
        [typeof(Half)] = "float16", [typeof(float)] = "float32", [typeof(double)] = "float64", [typeof(System.Numerics.Complex)] = "complex128",
        [typeof(string)] = "str", [typeof(byte[])] = "bytes", [typeof(DateTime)] = "datetime64", [typeof(object)] = "object",
    };

    /// <exception cref="ArgumentException">NumPy has no such type.</exception>
    public static string Name(Array tensor)
    {
        var element = tensor.GetType().GetElementType()!;
        return Names.GetValueOrDefault(element) ?? throw new ArgumentException($"A tensor of {TypeName.Of(element)} has no type in MLflow.");
    }

    /// <summary>A table's columns side by side as one tensor of that type, of shape [rows, columns].</summary>
    /// <exception cref="ArgumentException">The type is neither float32 nor float64 nor int64 nor int32 nor str, or a column does not fit it.</exception>
    public static Array Stack(IReadOnlyList<TableColumn> columns, string dtype) => dtype switch
    {
        "float64" => Stack(columns, c => c.ToDoubles()),
        "float32" => Stack(columns, c => Array.ConvertAll(c.ToDoubles(), n => (float)n)),
        "int64" => Stack(columns, c => Whole<long>(c, ColumnType.Long)),
        "int32" => Stack(columns, c => Whole<int>(c, ColumnType.Integer)),
        "bool" => Stack(columns, c => Whole<bool>(c, ColumnType.Boolean)),
        "str" or "object" => Stack(columns, c => c.Values as string[] ?? throw Unfit(c, dtype)),
        _ => throw new ArgumentException($"A table cannot be given where a tensor of {dtype} is expected. Give the tensor."),
    };

    private static T[] Whole<T>(TableColumn column, ColumnType type) where T : struct =>
        ColumnConversion.To(column, type)?.Values as T[] ?? throw Unfit(column, TypeName.Of(typeof(T)));

    private static T[,] Stack<T>(IReadOnlyList<TableColumn> columns, Func<TableColumn, T[]> values)
    {
        var rows = columns.Count == 0 ? 0 : columns[0].Length;
        var stacked = new T[rows, columns.Count];
        for (var c = 0; c < columns.Count; c++)
        {
            var column = values(columns[c]);
            for (var r = 0; r < rows; r++) stacked[r, c] = column[r];
        }
        return stacked;
    }

    private static ArgumentException Unfit(TableColumn column, string dtype) =>
        new($"The column '{column.Name}' holds {ColumnConversion.Describe(column.Type)} values and cannot become {dtype}.");
}
