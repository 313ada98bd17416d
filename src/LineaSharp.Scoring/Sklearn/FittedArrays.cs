using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>Fitted arrays with the shapes that the estimator's methods take for granted.</summary>
internal static class FittedArrays
{
    /// <summary>A vector, which others may have, too: it is never written to. -1 is any length.</summary>
    public static double[] Vector(this PyObject source, string attribute, int length = -1)
    {
        var array = source.Array(attribute);
        if (length >= 0 && array.Length != length) throw source.Other(attribute, $"an array of {length} numbers");
        return array.ToDoubles();
    }

    /// <summary>A vector, or null where the attribute is None or missing.</summary>
    public static double[]? FindVector(this PyObject source, string attribute, int length) => source.FindArray(attribute) is null ? null : source.Vector(attribute, length);

    /// <summary>A matrix of two dimensions; -1 is any length.</summary>
    public static Matrix Matrix(this PyObject source, string attribute, int rows = -1, int columns = -1) =>
        Of(source.Array(attribute), rows, columns) ?? throw source.Other(attribute, $"a matrix of {Shown(rows)} rows and {Shown(columns)} columns");

    public static Matrix? Of(PyArray array, int rows = -1, int columns = -1)
    {
        if (array.Shape.Count != 2 || (rows >= 0 && array.Shape[0] != rows) || (columns >= 0 && array.Shape[1] != columns)) return null;
        return new Matrix(array.ToDoubles(), array.Shape[0], array.Shape[1]);
    }

    /// <summary>An int that must lie in a range.</summary>
    public static int Whole(this PyObject source, string attribute, int atLeast, int atMost) =>
        source.Whole(attribute) is var value && value >= atLeast && value <= atMost ? value : throw source.Other(attribute, $"a whole number from {atLeast} to {atMost}");

    private static string Shown(int length) => length < 0 ? "any number of" : $"{length}";
}
