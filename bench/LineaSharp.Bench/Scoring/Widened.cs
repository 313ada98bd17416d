namespace LineaSharp.Bench.Scoring;

/// <summary>Predictions in float32 as float64, so that all can be compared.</summary>
internal static class Widened
{
    public static double[] Of(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = values[i];
        return wide;
    }
}
