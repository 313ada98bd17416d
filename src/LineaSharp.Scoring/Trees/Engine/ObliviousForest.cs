using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>A split that a whole level of an oblivious tree shares: its bit of the leaf's number is 1 when the value is greater than the border; NaN is not.</summary>
internal readonly record struct ObliviousSplit(int Feature, float Border);

/// <summary>Trees that ask the same question in all nodes of a level (CatBoost's symmetric trees): the answers are the bits of the leaf's number.</summary>
/// <remarks>Nothing depends on the path, so a block of rows is answered several rows an instruction.</remarks>
internal sealed class ObliviousForest : BlockScorer
{
    // CatBoost's own limit; the leaves of one tree beyond it would be gigabytes.
    private const int MaxDepth = 16;

    private readonly string _source;
    private readonly List<ObliviousSplit> _splits = [];
    private readonly List<int> _depths = [];
    private readonly List<double> _values = [];
    private ObliviousSplit[] _allSplits = [];
    private double[] _allValues = [];

    /// <summary>Starts a forest without trees; <see cref="Add"/> adds them, <see cref="Seal"/> ends it.</summary>
    public ObliviousForest(int featureCount, int outputCount, string source)
    {
        FeatureCount = featureCount;
        OutputCount = outputCount;
        _source = source;
    }

    public override int FeatureCount { get; }

    public override int OutputCount { get; }

    public override int RoundCount => _depths.Count;

    /// <summary>Adds a tree.</summary>
    /// <param name="splits">The splits; the first is the lowest bit.</param>
    /// <param name="values">For each leaf, in the order of their numbers, a value for each output.</param>
    public void Add(ReadOnlySpan<ObliviousSplit> splits, ReadOnlySpan<double> values)
    {
        if (splits.Length > MaxDepth) throw TreeErrors.Malformed(_source, $"tree {RoundCount} has {splits.Length} levels; at most {MaxDepth} can be");
        if (values.Length != (long)OutputCount << splits.Length) throw TreeErrors.Malformed(_source, $"tree {RoundCount} has {splits.Length} levels and {values.Length} leaf values");
        foreach (var split in splits)
        {
            if ((uint)split.Feature >= (uint)FeatureCount) throw TreeErrors.Malformed(_source, $"tree {RoundCount} splits on feature {split.Feature} of {FeatureCount}");
            if (float.IsNaN(split.Border)) throw TreeErrors.Malformed(_source, $"tree {RoundCount} splits at NaN");
        }
        _splits.AddRange(splits);
        _values.AddRange(values);
        _depths.Add(splits.Length);
    }

    public ObliviousForest Seal()
    {
        (_allSplits, _allValues) = (_splits.ToArray(), _values.ToArray());
        _splits.Clear();
        _values.Clear();
        return this;
    }

    public override void Predict(ReadOnlySpan<double> row, Span<double> outputs, Rounds rounds)
    {
        var rented = FeatureCount > 512 ? ArrayPool<float>.Shared.Rent(FeatureCount) : null;
        var single = (rented ?? stackalloc float[512])[..FeatureCount];
        for (var i = 0; i < single.Length; i++) single[i] = (float)row[i];
        Predict(single, outputs, rounds);
        if (rented is not null) ArrayPool<float>.Shared.Return(rented);
    }

    public override void Predict(ReadOnlySpan<float> row, Span<double> outputs, Rounds rounds)
    {
        if (row.Length < FeatureCount) throw new ArgumentException($"The row has {row.Length} values; the model takes {FeatureCount}.", nameof(row));
        outputs = outputs[..OutputCount];
        outputs.Clear();
        int split = 0, value = 0;
        for (var tree = 0; tree < _depths.Count && tree < (long)rounds.First + rounds.Count; tree++)
        {
            var depth = _depths[tree];
            var leaf = 0;
            if (tree >= rounds.First)
            {
                for (var level = 0; level < depth; level++)
                {
                    ref var question = ref _allSplits[split + level];
                    leaf |= Unsafe.BitCast<bool, byte>(row[question.Feature] > question.Border) << level;
                }
                for (var i = 0; i < outputs.Length; i++) outputs[i] += _allValues[value + leaf * OutputCount + i];
            }
            split += depth;
            value += OutputCount << depth;
        }
    }

    private protected override void PredictBlocks(IRowSource rows, Memory<double> outputs, Rounds rounds, int firstBlock, int endBlock)
    {
        var width = Math.Max(1, FeatureCount);
        var values = ArrayPool<float>.Shared.Rent(BlockRows * width);
        var columns = ArrayPool<float>.Shared.Rent(BlockRows * width);
        Span<int> leaves = stackalloc int[BlockRows];
        for (var block = firstBlock; block < endBlock; block++)
        {
            var firstRow = block * BlockRows;
            var count = Math.Min(BlockRows, rows.RowCount - firstRow);
            if (FeatureCount > 0) rows.Copy(firstRow, values.AsSpan(0, count * FeatureCount));
            // Feature by feature, so that a split's values lie side by side; rows beyond the end keep what was there and are not read.
            for (var feature = 0; feature < FeatureCount; feature++)
                for (var row = 0; row < count; row++) columns[feature * BlockRows + row] = values[row * FeatureCount + feature];
            var sums = outputs.Span.Slice(firstRow * OutputCount, count * OutputCount);
            sums.Clear();
            AddTrees(columns, leaves, sums, rounds);
        }
        ArrayPool<float>.Shared.Return(values);
        ArrayPool<float>.Shared.Return(columns);
    }

    private void AddTrees(ReadOnlySpan<float> columns, Span<int> leaves, Span<double> sums, Rounds rounds)
    {
        int split = 0, value = 0;
        for (var tree = 0; tree < _depths.Count && tree < (long)rounds.First + rounds.Count; tree++)
        {
            var depth = _depths[tree];
            if (tree >= rounds.First)
            {
                FindLeaves(_allSplits.AsSpan(split, depth), columns, leaves);
                var treeValues = _allValues.AsSpan(value, OutputCount << depth);
                if (OutputCount == 1)
                    for (var row = 0; row < sums.Length; row++) sums[row] += treeValues[leaves[row]];
                else
                    for (var i = 0; i < sums.Length; i++) sums[i] += treeValues[leaves[i / OutputCount] * OutputCount + i % OutputCount];
            }
            split += depth;
            value += OutputCount << depth;
        }
    }

    private static void FindLeaves(ReadOnlySpan<ObliviousSplit> splits, ReadOnlySpan<float> columns, Span<int> leaves)
    {
        for (var row = 0; row < BlockRows; row += Vector<float>.Count)
        {
            var numbers = Vector<int>.Zero;
            for (var level = 0; level < splits.Length; level++)
            {
                var values = new Vector<float>(columns.Slice(splits[level].Feature * BlockRows + row, Vector<float>.Count));
                numbers |= Vector.GreaterThan(values, new Vector<float>(splits[level].Border)) & new Vector<int>(1 << level);
            }
            numbers.CopyTo(leaves[row..]);
        }
    }
}
