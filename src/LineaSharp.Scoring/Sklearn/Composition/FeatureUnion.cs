using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Composition;

/// <summary>FeatureUnion: the results of several transformers of the same columns, beside each other.</summary>
internal sealed class FeatureUnion : Estimator
{
    private readonly (Estimator? Transformer, double Weight)[] _parts;

    public FeatureUnion(PyObject source, EstimatorReader reader) : base(source)
    {
        var weights = source.Find("transformer_weights") as PyDict;
        _parts = source.Sequence("transformer_list").Items.Select(i => i as PySequence is { Count: 2 } pair ? pair
            : throw source.Other("transformer_list", "pairs of a name and a transformer"))
            .Where(p => p[1] is not ("drop" or null))
            .Select(p => (p[1] is "passthrough" ? null : reader.Read(p[1]), weights is not null && p[0] is string name && weights.TryGet(name, out var w)
                ? PyValue.AsNumber(w) ?? 1 : 1.0)).ToArray();
        if (_parts.Any(p => p.Transformer?.Has(Methods.Transform) == false)) throw source.Other("transformer_list", "transformers");
        var first = _parts.Select(p => p.Transformer).FirstOrDefault(t => t is not null);
        FeatureNames ??= first?.FeatureNames;
        FeatureCount ??= first?.FeatureCount;
    }

    public override Methods Methods => Methods.Transform;

    public override int Width => (int)Math.Min(int.MaxValue, _parts.Sum(p => (long)(p.Transformer?.Width ?? 1)));

    public override Features Transform(Features x) =>
        Features.Beside(_parts.Select(p => Weighted(p.Transformer?.Transform(x) ?? x.WithoutNames(), p.Weight)).ToArray(), x.RowCount);

    private static Features Weighted(Features x, double weight) => weight == 1 ? x : Features.Of(x.ToMatrix().Map(x.ColumnCount, (row, result) =>
    {
        for (var i = 0; i < row.Length; i++) result[i] = row[i] * weight;
    }));
}
