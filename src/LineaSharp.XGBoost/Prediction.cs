namespace LineaSharp.XGBoost;

/// <summary>What a model predicted: numbers of one, two or more dimensions, the first of which is the rows.</summary>
public sealed class Prediction
{
    internal Prediction(float[] values, int[] shape)
    {
        Values = values;
        Shape = shape;
    }

    /// <summary>All values, the last dimension running fastest.</summary>
    public IReadOnlyList<float> Values { get; }

    /// <summary>The dimensions.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The values as an array of as many dimensions: <c>float[]</c>, <c>float[,]</c> …</summary>
    public Array ToArray()
    {
        var flat = (float[])Values;
        if (Shape.Count == 1) return flat;
        var shaped = Array.CreateInstance(typeof(float), [.. Shape]);
        Buffer.BlockCopy(flat, 0, shaped, 0, flat.Length * sizeof(float));
        return shaped;
    }

    /// <summary>The values, one a row.</summary>
    /// <exception cref="InvalidOperationException">There are several a row; <see cref="ToMatrix"/> gives them.</exception>
    public float[] ToVector() => Shape.Count == 1 || (Shape.Count == 2 && Shape[1] == 1) ? [.. Values]
        : throw new InvalidOperationException($"The prediction has the dimensions {string.Join(" × ", Shape)}: there are several values a row.");

    /// <summary>The values as [rows, values a row].</summary>
    public float[,] ToMatrix()
    {
        var matrix = new float[Shape[0], Shape.Skip(1).Aggregate(1, (product, length) => product * length)];
        Buffer.BlockCopy((float[])Values, 0, matrix, 0, matrix.Length * sizeof(float));
        return matrix;
    }
}
