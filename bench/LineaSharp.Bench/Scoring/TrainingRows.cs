namespace LineaSharp.Bench.Scoring;

/// <summary>The rows that all models predict, in the forms that the libraries take; the models are trained on the first of them.</summary>
internal sealed class TrainingRows
{
    public const int Features = 20;
    public const int Count = 100_000;
    public const int Trained = 20_000;
    public const int Trees = 200;

    private TrainingRows(float[] singles, float[] labels)
    {
        (Singles, Labels, Doubles, Matrix) = (singles, labels, Array.ConvertAll(singles, v => (double)v), new double[Count, Features]);
        Buffer.BlockCopy(Doubles, 0, Matrix, 0, Doubles.Length * sizeof(double));
    }

    /// <summary>Row after row.</summary>
    public float[] Singles { get; }

    /// <summary>The same numbers.</summary>
    public double[] Doubles { get; }

    /// <summary>The same numbers, [rows, features].</summary>
    public double[,] Matrix { get; }

    /// <summary>What the rows that are trained on lead to.</summary>
    public float[] Labels { get; }

    public static TrainingRows New()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, Count * Features).Select(_ => (float)random.NextDouble()).ToArray();
        var labels = Enumerable.Range(0, Trained).Select(r => r * Features).Select(r => MathF.Sin(rows[r] * 6) + rows[r + 1] * rows[r + 2] + rows[r + 3] + (float)random.NextDouble()).ToArray();
        return new(rows, labels);
    }

    public ReadOnlySpan<float> Single(int row) => Singles.AsSpan(row % Count * Features, Features);

    public ReadOnlySpan<double> Double(int row) => Doubles.AsSpan(row % Count * Features, Features);
}
