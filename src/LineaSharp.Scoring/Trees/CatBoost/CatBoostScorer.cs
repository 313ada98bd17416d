using System.Buffers;
using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Trees.CatBoost;

/// <summary>A CatBoost model: what its trees ask about, made of a row, then the trees, then scale and bias.</summary>
/// <remarks>
/// The trees' values are float32: the features of numbers, where NaN becomes infinity when it counts as greatest, and for each category that a split asks for a 1 or 0.
/// </remarks>
internal sealed class CatBoostScorer : RawScorer
{
    private readonly RawScorer _trees;
    private readonly (int Flat, bool MissingIsGreatest)[] _numbers;
    private readonly (int Flat, int Hash)[] _categories;
    private readonly double _scale;
    private readonly double[] _bias;

    /// <param name="trees">The trees, on the values that are made of a row.</param>
    /// <param name="featureCount">A row's length.</param>
    /// <param name="numbers">The features of numbers, by their place in a row.</param>
    /// <param name="categories">The categories asked for, after them.</param>
    /// <param name="scale">What the sum is multiplied by.</param>
    /// <param name="bias">What is added then, for each output.</param>
    public CatBoostScorer(RawScorer trees, int featureCount, (int Flat, bool MissingIsGreatest)[] numbers, (int Flat, int Hash)[] categories, double scale, double[] bias)
    {
        _trees = trees;
        FeatureCount = featureCount;
        _numbers = numbers;
        _categories = categories;
        _scale = scale;
        _bias = bias;
    }

    public override int FeatureCount { get; }

    public override int OutputCount => _trees.OutputCount;

    public override int RoundCount => _trees.RoundCount;

    public override void Predict(ReadOnlySpan<double> row, Span<double> outputs, Rounds rounds)
    {
        var rented = _trees.FeatureCount > 512 ? ArrayPool<float>.Shared.Rent(_trees.FeatureCount) : null;
        var values = (rented ?? stackalloc float[512])[.._trees.FeatureCount];
        Prepare(row, values);
        _trees.Predict(values, outputs, rounds);
        Finish(outputs[..OutputCount]);
        if (rented is not null) ArrayPool<float>.Shared.Return(rented);
    }

    public override void Predict(ReadOnlySpan<float> row, Span<double> outputs, Rounds rounds)
    {
        var rented = FeatureCount > 512 ? ArrayPool<double>.Shared.Rent(FeatureCount) : null;
        var wide = (rented ?? stackalloc double[512])[..FeatureCount];
        for (var i = 0; i < wide.Length; i++) wide[i] = row[i];
        Predict(wide, outputs, rounds);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    public override void PredictRows(IRowSource rows, Memory<double> outputs, Rounds rounds, ParallelOptions parallel)
    {
        _trees.PredictRows(new PreparedRows(this, rows), outputs, rounds, parallel);
        var all = outputs.Span[..(rows.RowCount * OutputCount)];
        for (var row = 0; row < rows.RowCount; row++) Finish(all.Slice(row * OutputCount, OutputCount));
    }

    private void Prepare(ReadOnlySpan<double> row, Span<float> values)
    {
        for (var i = 0; i < _numbers.Length; i++)
        {
            var value = (float)row[_numbers[i].Flat];
            values[i] = _numbers[i].MissingIsGreatest && float.IsNaN(value) ? float.PositiveInfinity : value;
        }
        for (var i = 0; i < _categories.Length; i++) values[_numbers.Length + i] = row[_categories[i].Flat] == _categories[i].Hash ? 1 : 0;
    }

    private void Finish(Span<double> outputs)
    {
        for (var i = 0; i < outputs.Length; i++) outputs[i] = outputs[i] * _scale + _bias[i];
    }

    private sealed class PreparedRows(CatBoostScorer model, IRowSource rows) : IRowSource
    {
        public int RowCount => rows.RowCount;

        public void Copy(int firstRow, Span<float> values)
        {
            var width = model._trees.FeatureCount;
            var count = values.Length / width;
            var raw = ArrayPool<double>.Shared.Rent(count * model.FeatureCount);
            rows.Copy(firstRow, raw.AsSpan(0, count * model.FeatureCount));
            for (var row = 0; row < count; row++) model.Prepare(raw.AsSpan(row * model.FeatureCount, model.FeatureCount), values.Slice(row * width, width));
            ArrayPool<double>.Shared.Return(raw);
        }

        public void Copy(int firstRow, Span<double> values) => throw new NotSupportedException("CatBoost's trees compare float32.");
    }
}
