using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Trees;

/// <summary>XGBoost's linear booster: a weight for each feature and output, a bias for each output; what is missing adds nothing.</summary>
/// <remarks>Sums are rounded to float32 after each feature, in the features' order, as the library's are.</remarks>
/// <param name="weights">Feature by feature the weights of the outputs, and last the biases.</param>
/// <param name="baseScores">The start value of each output.</param>
/// <param name="featureCount">The number of features.</param>
internal sealed class LinearBooster(float[] weights, float[] baseScores, int featureCount) : RawScorer
{
    public override int FeatureCount => featureCount;

    public override int OutputCount => baseScores.Length;

    public override int RoundCount => 1;

    public override void Predict(ReadOnlySpan<double> row, Span<double> outputs, Rounds rounds)
    {
        var biases = featureCount * OutputCount;
        for (var output = 0; output < OutputCount; output++)
        {
            var sum = weights[biases + output] + baseScores[output];
            for (var feature = 0; feature < featureCount; feature++)
            {
                var value = (float)row[feature];
                if (!float.IsNaN(value)) sum += value * weights[feature * OutputCount + output];
            }
            outputs[output] = sum;
        }
    }

    public override void Predict(ReadOnlySpan<float> row, Span<double> outputs, Rounds rounds)
    {
        using var wide = new Scratch<double>(featureCount);
        for (var feature = 0; feature < featureCount; feature++) wide.Span[feature] = row[feature];
        Predict(wide.Span, outputs, rounds);
    }

    public override void PredictRows(IRowSource rows, Memory<double> outputs, Rounds rounds, ParallelOptions parallel)
    {
        const int BlockRows = 256;
        Parallel.For(0, (rows.RowCount + BlockRows - 1) / BlockRows, parallel, block =>
        {
            var first = block * BlockRows;
            var values = new double[Math.Min(BlockRows, rows.RowCount - first) * featureCount];
            rows.Copy(first, values);
            for (var row = 0; row < values.Length / Math.Max(1, featureCount); row++)
                Predict(values.AsSpan(row * featureCount, featureCount), outputs.Span.Slice((first + row) * OutputCount, OutputCount), rounds);
        });
    }
}
