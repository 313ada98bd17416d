using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Composition;

/// <summary>ColumnTransformer: transformers that are given some of the columns each.</summary>
internal sealed class ColumnTransformer : Estimator
{
    private readonly (Estimator? Transformer, int[] Columns)[] _parts;

    public ColumnTransformer(PyObject source, EstimatorReader reader) : base(source)
    {
        var known = source.Find("_transformer_to_input_indices") as PyDict;
        var parts = new List<(Estimator?, int[])>();
        foreach (var item in source.Sequence("transformers_").Items)
        {
            if (item is not PySequence { Count: 3 } part || part[0] is not string name) throw source.Other("transformers_", "triples of a name, a transformer and columns");
            if (part[1] is "drop" or null) continue;
            var columns = known is not null && known.TryGet(name, out var indices)
                ? ColumnSelection.Of(indices, source, FeatureNames, FeatureCount) : ColumnSelection.Of(part[2], source, FeatureNames, FeatureCount);
            // A transformer without columns was never fitted.
            if (columns.Length == 0) continue;
            var transformer = part[1] is "passthrough" ? null : reader.Read(part[1]);
            if (transformer is not null && !transformer.Has(Methods.Transform)) throw source.Other("transformers_", "transformers");
            parts.Add((transformer, columns));
        }
        _parts = parts.ToArray();
    }

    public override Methods Methods => Methods.Transform;

    public override int Width => (int)Math.Min(int.MaxValue, _parts.Sum(p => (long)(p.Transformer?.Width ?? 1)));

    public override Features Transform(Features x)
    {
        var byName = Ordered(x);
        return Features.Beside(_parts.Select(p => p.Transformer?.Transform(Part(byName, p.Columns)) ?? Part(byName, p.Columns).WithoutNames()).ToArray(), x.RowCount);
    }

    // A table may have its columns in another order, and more of them; a matrix may not.
    private (Features Features, int[]? Places) Ordered(Features x)
    {
        if (x.Names is null || FeatureNames is null)
        {
            if (FeatureCount is { } expected && x.ColumnCount != expected)
                throw new ArgumentException($"The input has {x.ColumnCount} features, but {Name} expects {expected}.");
            // What comes without names comes in the order of the fit.
            return (FeatureNames is not null && FeatureNames.Count == x.ColumnCount ? x.Named(FeatureNames) : x, null);
        }
        var given = x.Names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        var missing = _parts.SelectMany(p => p.Columns).Distinct().Select(c => FeatureNames[c]).Where(name => !given.ContainsKey(name)).ToArray();
        if (missing.Length > 0) throw new ArgumentException($"Columns are missing: {string.Join(", ", missing.Take(20))}.");
        return (x, FeatureNames.Select(name => given.GetValueOrDefault(name, -1)).ToArray());
    }

    private static Features Part((Features Features, int[]? Places) x, int[] columns) =>
        x.Features.Select(x.Places is null ? columns : Array.ConvertAll(columns, c => x.Places[c]));
}
