using System.Buffers;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>A forest that compares in float or in double.</summary>
/// <remarks>
/// The walks read without bounds checks, which costs a third of the time otherwise. They rest on what <see cref="ForestBuilder"/> checked: <c>Next</c> and the node after it lie in
/// the tree, slots are below <see cref="Slots.Count"/>, leaves point into the values.
/// </remarks>
internal sealed class Forest<T> : Forest where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Lanes = 4;
    private const int BatchLanes = 8;
    // Beyond this depth a walk stops as soon as all its lanes are at leaves.
    private const int ShallowDepth = 8;

    private readonly Slots _slots;
    private readonly int _slotCount;
    private readonly PackedTree[] _trees;
    private readonly PackedNode<T>[] _nodes;
    private readonly int[] _leaves;
    private readonly double[] _values;
    private readonly CategorySplit?[]? _categories;
    private readonly LinearLeaf?[]? _linear;

    public Forest(ForestOptions options, Slots slots, PackedTree[] trees, PackedNode<T>[] nodes, int[] leaves, double[] values, CategorySplit?[]? categories, LinearLeaf?[]? linear)
        : base(options, trees.Length)
    {
        _slots = slots;
        _slotCount = slots.Count;
        _trees = trees;
        _nodes = nodes;
        _leaves = leaves;
        _values = values;
        _categories = categories;
        _linear = linear;
    }

    public override void Predict(ReadOnlySpan<double> row, Span<double> outputs, Rounds rounds) => PredictRow(row, outputs, rounds);

    public override void Predict(ReadOnlySpan<float> row, Span<double> outputs, Rounds rounds) => PredictRow(row, outputs, rounds);

    private void PredictRow<TRow>(ReadOnlySpan<TRow> row, Span<double> outputs, Rounds rounds) where TRow : unmanaged, INumber<TRow>
    {
        if (row.Length < FeatureCount) throw new ArgumentException($"The row has {row.Length} values; the model takes {FeatureCount}.", nameof(row));
        outputs = outputs[..OutputCount];
        var width = Math.Max(1, FeatureCount);
        var rented = width + _slotCount > 512 ? ArrayPool<T>.Shared.Rent(width + _slotCount) : null;
        var buffer = rented ?? stackalloc T[512];
        var values = buffer[..width];
        // A model without features still has a slot for its leaves to look at.
        if (FeatureCount == 0) values[0] = T.Zero;
        for (var i = 0; i < FeatureCount; i++) values[i] = T.CreateTruncating(row[i]);
        var slots = buffer.Slice(width, _slotCount);
        _slots.Fill(values, slots);

        Initial.CopyTo(outputs);
        var (first, end, count) = Trees(rounds);
        AddTrees(ref MemoryMarshal.GetReference(slots), first, end, outputs);
        Finish(outputs, count);
        if (rented is not null) ArrayPool<T>.Shared.Return(rented);
    }

    private protected override void PredictBlocks(IRowSource rows, Memory<double> outputs, Rounds rounds, int firstBlock, int endBlock)
    {
        var width = Math.Max(1, FeatureCount);
        var values = ArrayPool<T>.Shared.Rent(BlockRows * width);
        var slots = ArrayPool<T>.Shared.Rent(BlockRows * _slotCount);
        var (first, end, roundCount) = Trees(rounds);
        for (var block = firstBlock; block < endBlock; block++)
        {
            var firstRow = block * BlockRows;
            var count = Math.Min(BlockRows, rows.RowCount - firstRow);
            if (FeatureCount == 0) values.AsSpan(0, count).Clear();
            else Copy(rows, firstRow, values.AsSpan(0, count * FeatureCount));
            for (var row = 0; row < count; row++) _slots.Fill<T>(values.AsSpan(row * width, width), slots.AsSpan(row * _slotCount, _slotCount));

            var sums = outputs.Span.Slice(firstRow * OutputCount, count * OutputCount);
            for (var row = 0; row < count; row++) Initial.CopyTo(sums[(row * OutputCount)..]);
            for (var tree = first; tree < end; tree++) AddTree(_trees[tree], slots, count, sums);
            Finish(sums, roundCount);
        }
        ArrayPool<T>.Shared.Return(values);
        ArrayPool<T>.Shared.Return(slots);
    }

    private static void Copy(IRowSource rows, int firstRow, Span<T> values)
    {
        if (typeof(T) == typeof(float)) rows.Copy(firstRow, MemoryMarshal.Cast<T, float>(values));
        else rows.Copy(firstRow, MemoryMarshal.Cast<T, double>(values));
    }

    /// <summary>One row through many trees, four of them side by side: their steps wait for memory at the same time instead of one after the other.</summary>
    private void AddTrees(ref T slots, int first, int end, Span<double> outputs)
    {
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        var tree = first;
        for (; tree + Lanes <= end; tree += Lanes)
        {
            PackedTree a = _trees[tree], b = _trees[tree + 1], c = _trees[tree + 2], d = _trees[tree + 3];
            var depth = Math.Max(Math.Max(a.Depth, b.Depth), Math.Max(c.Depth, d.Depth));
            if (_categories is not null)
            {
                for (var i = 0; i < Lanes; i++) AddLeaf(_trees[tree + i], Walk(_trees[tree + i], ref slots), ref slots, outputs);
                continue;
            }
            int na = a.Root, nb = b.Root, nc = c.Root, nd = d.Root;
            for (int step = 0, before = -1; step < depth && (step <= ShallowDepth || na + nb + nc + nd != before); step++)
            {
                if (step >= ShallowDepth) before = na + nb + nc + nd;
                na = Step(ref nodes, ref slots, na);
                nb = Step(ref nodes, ref slots, nb);
                nc = Step(ref nodes, ref slots, nc);
                nd = Step(ref nodes, ref slots, nd);
            }
            AddLeaf(a, na, ref slots, outputs);
            AddLeaf(b, nb, ref slots, outputs);
            AddLeaf(c, nc, ref slots, outputs);
            AddLeaf(d, nd, ref slots, outputs);
        }
        for (; tree < end; tree++) AddLeaf(_trees[tree], Walk(_trees[tree], ref slots), ref slots, outputs);
    }

    /// <summary>A block of rows through one tree, eight rows side by side.</summary>
    private void AddTree(PackedTree tree, T[] slots, int count, Span<double> sums)
    {
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        ref var slot = ref MemoryMarshal.GetArrayDataReference(slots);
        var row = 0;
        if (!tree.HasCategories)
        {
            var width = _slotCount;
            Span<int> leaves = stackalloc int[BatchLanes];
            for (; row + BatchLanes <= count; row += BatchLanes)
            {
                ref var at = ref Unsafe.Add(ref slot, row * width);
                int a = tree.Root, b = a, c = a, d = a, e = a, f = a, g = a, h = a;
                // Numbers of nodes only grow on the way down, so a sum that stays says that all are at leaves.
                for (int step = 0, before = -1; step < tree.Depth && (step <= ShallowDepth || a + b + c + d + e + f + g + h != before); step++)
                {
                    if (step >= ShallowDepth) before = a + b + c + d + e + f + g + h;
                    a = Step(ref nodes, ref at, a);
                    b = Step(ref nodes, ref Unsafe.Add(ref at, width), b);
                    c = Step(ref nodes, ref Unsafe.Add(ref at, width * 2), c);
                    d = Step(ref nodes, ref Unsafe.Add(ref at, width * 3), d);
                    e = Step(ref nodes, ref Unsafe.Add(ref at, width * 4), e);
                    f = Step(ref nodes, ref Unsafe.Add(ref at, width * 5), f);
                    g = Step(ref nodes, ref Unsafe.Add(ref at, width * 6), g);
                    h = Step(ref nodes, ref Unsafe.Add(ref at, width * 7), h);
                }
                (leaves[0], leaves[1], leaves[2], leaves[3], leaves[4], leaves[5], leaves[6], leaves[7]) = (a, b, c, d, e, f, g, h);
                for (var lane = 0; lane < BatchLanes; lane++)
                    AddLeaf(tree, leaves[lane], ref Unsafe.Add(ref at, width * lane), sums.Slice((row + lane) * OutputCount, OutputCount));
            }
        }
        for (; row < count; row++)
        {
            ref var values = ref Unsafe.Add(ref slot, row * _slotCount);
            AddLeaf(tree, Walk(tree, ref values), ref values, sums.Slice(row * OutputCount, OutputCount));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Step(ref PackedNode<T> nodes, ref T slots, int at)
    {
        ref var node = ref Unsafe.Add(ref nodes, at);
        // A leaf's slot never holds NaN and its threshold is infinite, so it leads to itself.
        var left = Unsafe.BitCast<bool, byte>(Unsafe.Add(ref slots, node.Slot) <= node.Threshold);
        return node.Next + 1 - left;
    }

    private int Walk(PackedTree tree, ref T slots)
    {
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        var at = tree.Root;
        while (true)
        {
            var next = _categories?[at] is { } split ? _nodes[at].Next + (GoesLeft(split, Unsafe.Add(ref slots, _nodes[at].Slot)) ? 0 : 1) : Step(ref nodes, ref slots, at);
            if (next == at) return at;
            at = next;
        }
    }

    private static bool GoesLeft(CategorySplit split, T value) => T.IsNaN(value) ? split.MissingLeft : split.Categories.SendsLeft(double.CreateTruncating(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddLeaf(PackedTree tree, int node, ref T slots, Span<double> outputs)
    {
        Debug.Assert(_leaves[node] >= 0, "A walk of the tree's depth ends at a leaf.");
        var at = _leaves[node];
        if (tree.Output >= 0)
        {
            var value = _linear is null ? _values[at] : LeafValue(at, ref slots);
            ref var sum = ref outputs[tree.Output];
            sum = Options.SingleSums ? (float)(sum + value) : sum + value;
        }
        else
        {
            for (var i = 0; i < outputs.Length; i++) outputs[i] = Options.SingleSums ? (float)(outputs[i] + _values[at + i]) : outputs[i] + _values[at + i];
        }
    }

    private double LeafValue(int at, ref T slots)
    {
        if (_linear![at] is not { } function) return _values[at];
        var value = function.Constant;
        for (var i = 0; i < function.Features.Count; i++)
        {
            var x = double.CreateTruncating(Unsafe.Add(ref slots, function.Features[i]));
            if (double.IsNaN(x)) return _values[at];
            value += function.Coefficients[i] * x;
        }
        return value;
    }
}
