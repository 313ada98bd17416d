using LineaSharp.Internal;

namespace LineaSharp.Models;

/// <summary>Vectors cut out of arrays of more dimensions.</summary>
internal static class Slices
{
    /// <summary>Whether an array has one column: shape [n] or [n, 1].</summary>
    public static bool IsVector(Array array) => array.Rank == 1 || (array.Rank == 2 && array.GetLength(1) == 1);

    public static Array Vector(Array array) => array.Rank == 1 ? array : Column(array, 0);

    public static Array Column(Array matrix, int column) => matrix switch
    {
        double[,] m => Of(m, column),
        float[,] m => Of(m, column),
        long[,] m => Of(m, column),
        int[,] m => Of(m, column),
        bool[,] m => Of(m, column),
        string[,] m => Of(m, column),
        _ => OfAny(matrix, column),
    };

    public static string Describe(Array array) => $"{TypeName.Of(array.GetType().GetElementType()!)}[{string.Join(", ", Shape(array))}]";

    public static IEnumerable<int> Shape(Array array) => Enumerable.Range(0, array.Rank).Select(array.GetLength);

    private static T[] Of<T>(T[,] matrix, int column)
    {
        var values = new T[matrix.GetLength(0)];
        for (var row = 0; row < values.Length; row++) values[row] = matrix[row, column];
        return values;
    }

    private static Array OfAny(Array matrix, int column)
    {
        var values = new object?[matrix.GetLength(0)];
        for (var row = 0; row < values.Length; row++) values[row] = matrix.GetValue(row, column);
        return TypedValues.Of($"{column}", values);
    }
}
