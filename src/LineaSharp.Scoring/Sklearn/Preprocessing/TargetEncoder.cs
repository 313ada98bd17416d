using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>TargetEncoder: the mean of the target in the category; with several classes one column for each.</summary>
internal sealed class TargetEncoder : CategoryEncoder
{
    public TargetEncoder(PyObject source) : base(source)
    {
        var encodings = Encodings(source);
        var means = source.Text("target_type_") == "multiclass" ? source.Vector("target_mean_") : [source.Number("target_mean_")];
        if (encodings.Length != (long)Categories.Counts.Length * means.Length || encodings.Where((e, i) => e.Length != Categories.Counts[i / means.Length]).Any())
            throw source.Other("encodings_", "the means of each category");
        Transform = Encoded(encodings.Length, refusesUnknown: false, (column, category, _, result) =>
        {
            for (var i = 0; i < means.Length; i++) result[column * means.Length + i] = category < 0 ? means[i] : encodings[column * means.Length + i][category];
        });
    }

    private static double[][] Encodings(PyObject source) =>
        source.Sequence("encodings_").Items.Select(e => (e as PyArray ?? throw source.Other("encodings_", "arrays of means")).ToDoubles()).ToArray();
}
