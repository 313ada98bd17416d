using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Composition;

/// <summary>FeatureUnion: the results of several transformers of the same columns, beside each other.</summary>
internal sealed class FeatureUnion : Estimator
{
    public FeatureUnion(PyObject source, EstimatorReader reader) : base(source)
    {
        var weights = source.Find("transformer_weights") as PyDict;
        var parts = source.Sequence("transformer_list").Items.Select(i => i as PySequence is { Count: 2 } pair ? pair
            : throw source.Other("transformer_list", "pairs of a name and a transformer"))
            .Where(p => p[1] is not ("drop" or null))
            .Select(p => (Transformer: p[1] is "passthrough" ? null : reader.Read(p[1]),
                Weight: weights is not null && p[0] is string name && weights.TryGet(name, out var w) ? PyValue.AsNumber(w) ?? throw source.Other("transformer_weights", "numbers") : 1.0)).ToArray();
        var first = parts.Select(p => p.Transformer).FirstOrDefault(t => t is not null);
        FeatureNames ??= first?.FeatureNames;
        FeatureCount ??= first?.FeatureCount;
        Transform = RowFunction.Beside(parts.Select(p => Weighted(p.Transformer?.Method("transform") ?? OfColumns(SelectFunction.All(FeatureCount)), p.Weight)).ToArray());
    }

    private static RowFunction Weighted(RowFunction function, double weight) => weight == 1 ? function : function.Then(new MapFunction(function.Outputs < 0 ? null : function.Outputs, (row, result) =>
    {
        for (var i = 0; i < row.Length; i++) result[i] = row[i] * weight;
    }));
}
