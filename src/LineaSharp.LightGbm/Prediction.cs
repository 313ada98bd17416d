namespace LineaSharp.LightGbm;

/// <summary>What a model predicted: numbers of one, two or more dimensions, the first of which is the rows.</summary>
public sealed class Prediction
{
    internal Prediction(double[] values, int[] shape)
    {
        Values = values;
        Shape = shape;
    }

    /// <summary>All values, the last dimension running fastest.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>The dimensions.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The values as an array of as many dimensions: <c>double[]</c>, <c>double[,]</c> …</summary>
    public Array ToArray()
    {
        var flat = (double[])Values;
        if (Shape.Count == 1) return flat;
        var shaped = Array.CreateInstance(typeof(double), [.. Shape]);
        Buffer.BlockCopy(flat, 0, shaped, 0, flat.Length * sizeof(double));
        return shaped;
    }

    /// <summary>The values, one a row.</summary>
    /// <exception cref="InvalidOperationException">There are several a row; <see cref="ToMatrix"/> gives them.</exception>
    public double[] ToVector() => Shape.Count == 1 || (Shape.Count == 2 && Shape[1] == 1) ? [.. Values]
        : throw new InvalidOperationException($"The prediction has the dimensions {string.Join(" × ", Shape)}: there are several values a row.");

    /// <summary>The values as [rows, values a row].</summary>
    public double[,] ToMatrix()
    {
        var matrix = new double[Shape[0], Shape.Skip(1).Aggregate(1, (product, length) => product * length)];
        Buffer.BlockCopy((double[])Values, 0, matrix, 0, matrix.Length * sizeof(double));
        return matrix;
    }
}
