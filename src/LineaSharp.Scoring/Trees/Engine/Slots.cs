using System.Numerics;

namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>The values of a row in the forms that splits compare, each once: what is missing becomes NaN where it goes right, and negative infinity where it goes left.</summary>
/// <remarks>With that, <c>value &lt;= threshold</c> alone decides every numeric split, and the walk has no branch for missing values.</remarks>
internal sealed class Slots
{
    private const double Zero = 1e-35f;

    // The features of the slots, in four runs: as they are; missing left; zeros missing, right; zeros missing, left.
    private readonly int[][] _features;

    private readonly bool _tinyIsZero;

    private Slots(int[][] features, bool tinyIsZero) => (_features, _tinyIsZero) = (features, tinyIsZero);

    public int Count => _features.Sum(f => f.Length);

    public void Fill<T>(ReadOnlySpan<T> row, Span<T> slots) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var i = 0;
        foreach (var feature in _features[0]) slots[i++] = row[feature];
        foreach (var feature in _features[1]) slots[i++] = T.IsNaN(row[feature]) ? T.NegativeInfinity : row[feature];
        var zero = T.CreateTruncating(Zero);
        if (_tinyIsZero)
        {
            foreach (ref var value in slots[..i])
                if (T.Abs(value) <= zero) value = T.Zero;
        }
        foreach (var feature in _features[2]) slots[i++] = T.Abs(row[feature]) <= zero ? T.NaN : row[feature];
        foreach (var feature in _features[3]) slots[i++] = T.Abs(row[feature]) <= zero || T.IsNaN(row[feature]) ? T.NegativeInfinity : row[feature];
    }

    /// <summary>Gives each pair of a feature and a form its slot; the numbers are final when all pairs are known.</summary>
    public sealed class Plan
    {
        private readonly SortedSet<int>[] _features = [[], [], [], []];
        private Dictionary<(int Form, int Feature), int>? _numbers;

        public void Add(TreeNode split) => Add(Form(split), split.Feature);

        public void Add(int feature) => Add(0, feature);

        private void Add(int form, int feature) => _features[form].Add(feature);

        public Slots Build(bool tinyIsZero)
        {
            // A leaf looks at the last slot that sends NaN left; there is always one.
            if (_features[1].Count == 0) _features[1].Add(0);
            _numbers = [];
            for (var form = 0; form < 4; form++)
                foreach (var feature in _features[form]) _numbers.Add((form, feature), _numbers.Count);
            return new Slots(_features.Select(f => f.ToArray()).ToArray(), tinyIsZero);
        }

        public int Of(TreeNode split) => _numbers![(Form(split), split.Feature)];

        public int Of(int feature) => _numbers![(0, feature)];

        public int OfLeaves => _numbers![(1, _features[1].Min)];

        // A categorical split tells missing values itself.
        private static int Form(TreeNode split) => split.Categories is not null ? 0 : (split.ZeroIsMissing ? 2 : 0) + (split.MissingLeft ? 1 : 0);
    }
}
