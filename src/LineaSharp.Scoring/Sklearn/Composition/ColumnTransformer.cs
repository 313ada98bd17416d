using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Composition;

/// <summary>ColumnTransformer: transformers that are given some of the columns each.</summary>
internal sealed class ColumnTransformer : Estimator
{
    private readonly int[] _used;

    public ColumnTransformer(PyObject source, EstimatorReader reader) : base(source)
    {
        if (FeatureCount is null) throw source.Other("n_features_in_", "the number of features");
        var known = source.Find("_transformer_to_input_indices") as PyDict;
        var parts = new List<(RowFunction Function, int[] Columns)>();
        foreach (var item in source.Sequence("transformers_").Items)
        {
            if (item is not PySequence { Count: 3 } part || part[0] is not string name) throw source.Other("transformers_", "triples of a name, a transformer and columns");
            if (part[1] is "drop" or null) continue;
            var columns = known is not null && known.TryGet(name, out var indices)
                ? ColumnSelection.Of(indices, source, FeatureNames, FeatureCount) : ColumnSelection.Of(part[2], source, FeatureNames, FeatureCount);
            // A transformer without columns was never fitted.
            if (columns.Length == 0) continue;
            parts.Add((part[1] is "passthrough" ? SelectFunction.All(columns.Length) : reader.Read(part[1]).Method("transform"), columns));
        }
        _used = parts.SelectMany(p => p.Columns).Distinct().ToArray();
        Transform = new PartsFunction(this, parts.ToArray());
    }

    private sealed class PartsFunction(ColumnTransformer owner, (RowFunction Function, int[] Columns)[] parts) : RowFunction
    {
        // A row of numbers has the order of the fit.
        private readonly RowFunction _ofRows = owner.OfColumns(Beside(parts.Select(p => new SelectFunction(p.Columns).Then(p.Function)).ToArray()));

        public override int Outputs => _ofRows.Outputs;

        public override int Width => _ofRows.Width;

        public override bool TakesNumbers => _ofRows.TakesNumbers;

        public override Features Of(Features x)
        {
            var places = owner.PlacesIn(x);
            // What comes without names comes in the order of the fit.
            if (places is null && owner.FeatureNames is { } names) x = x.Named(names);
            return Features.Beside(parts.Select(p => p.Function.Of(x.Select(places is null ? p.Columns : Array.ConvertAll(p.Columns, c => places[c])))).ToArray(), x.RowCount);
        }

        public override void Of(ReadOnlySpan<double> row, Span<double> result) => _ofRows.Of(row, result);
    }

    // A table may have its columns in another order, and more of them; a matrix may not.
    private int[]? PlacesIn(Features x)
    {
        if (x.Names is null || FeatureNames is null)
        {
            CheckCount(x.ColumnCount);
            return null;
        }
        var given = x.Names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        var missing = _used.Select(c => FeatureNames[c]).Where(name => !given.ContainsKey(name)).ToArray();
        if (missing.Length > 0) throw new ArgumentException($"Columns are missing: {string.Join(", ", missing.Take(20))}.");
        return FeatureNames.Select(name => given.GetValueOrDefault(name, -1)).ToArray();
    }
}
