using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>SelectKBest, SelectPercentile, SelectFpr, SelectFdr, SelectFwe, GenericUnivariateSelect, VarianceThreshold, SequentialFeatureSelector: some of the columns.</summary>
internal class FeatureSelector : Estimator
{
    public FeatureSelector(PyObject source) : base(source)
    {
        var mode = source.Type.Name == "GenericUnivariateSelect" ? source.Text("mode") : source.Type.Name;
        var isGeneric = source.Type.Name == "GenericUnivariateSelect";
        var mask = mode switch
        {
            "SelectKBest" or "k_best" => KBest(source, source.Get(isGeneric ? "param" : "k")),
            "SelectPercentile" or "percentile" => Percentile(source, source.Number(isGeneric ? "param" : "percentile")),
            "SelectFpr" or "fpr" => P(source).Select(p => p < Alpha()).ToArray(),
            "SelectFwe" or "fwe" => P(source).Select(p => p < Alpha() / P(source).Length).ToArray(),
            "SelectFdr" or "fdr" => FalseDiscovery(P(source), Alpha()),
            "VarianceThreshold" => source.Vector("variances_").Select(v => v > source.Number("threshold")).ToArray(),
            _ => source.Array("support_").ToDoubles().Select(s => s != 0).ToArray(),
        };
        FeatureCount ??= mask.Length;
        if (FeatureCount != mask.Length) throw source.Other("n_features_in_", $"{mask.Length} features");
        Transform = OfColumns(new SelectFunction(mask.Select((kept, i) => (kept, i)).Where(m => m.kept).Select(m => m.i).ToArray()));

        double Alpha() => source.Number(isGeneric ? "param" : "alpha");
    }

    private static double[] P(PyObject source) => source.Vector("pvalues_");

    // NaN counts as the worst score.
    private static double[] Scores(PyObject source) => Array.ConvertAll(source.Vector("scores_"), s => double.IsNaN(s) ? double.MinValue : s);

    private static bool[] KBest(PyObject source, object? k)
    {
        var scores = Scores(source);
        var mask = new bool[scores.Length];
        var count = k is "all" ? mask.Length : (int)Math.Clamp(PyValue.AsWhole(k) ?? throw source.Other("k", "a whole number"), 0, mask.Length);
        // Of equal scores the later ones are kept.
        foreach (var i in Enumerable.Range(0, mask.Length).OrderBy(i => scores[i]).TakeLast(count)) mask[i] = true;
        return mask;
    }

    private static bool[] Percentile(PyObject source, double percentile)
    {
        var scores = Scores(source);
        if (percentile >= 100 || percentile <= 0 || scores.Length == 0) return Enumerable.Repeat(percentile >= 100, scores.Length).ToArray();
        var sorted = scores.Order().ToArray();
        var at = (100 - percentile) / 100 * (sorted.Length - 1);
        var low = (int)Math.Floor(at);
        var threshold = at == low ? sorted[low] : sorted[low] + (sorted[Math.Min(low + 1, sorted.Length - 1)] - sorted[low]) * (at - low);
        var mask = scores.Select(s => s > threshold).ToArray();
        var room = (int)(scores.Length * percentile / 100) - mask.Count(m => m);
        for (var i = 0; i < mask.Length && room > 0; i++)
            if (scores[i] == threshold) (mask[i], room) = (true, room - 1);
        return mask;
    }

    private static bool[] FalseDiscovery(double[] p, double alpha)
    {
        var sorted = p.Order().ToArray();
        var limit = double.NegativeInfinity;
        for (var i = 0; i < sorted.Length; i++)
            if (sorted[i] <= alpha / sorted.Length * (i + 1)) limit = sorted[i];
        return p.Select(v => v <= limit).ToArray();
    }
}

/// <summary>RFE and RFECV: the columns that are left, and the estimator that was fitted on them.</summary>
internal sealed class RecursiveElimination : FeatureSelector
{
    public RecursiveElimination(PyObject source, EstimatorReader reader) : base(source)
    {
        var estimator = reader.Read(source.Get("estimator_"));
        (Kind, Classes, IsVector) = (estimator.Kind, estimator.Classes, estimator.IsVector);
        Predict = Transform!.Then(estimator.Method("predict"));
        if (estimator.PredictProba is { } probabilities) PredictProba = Transform.Then(probabilities);
        if (estimator.DecisionFunction is { } scores) DecisionFunction = Transform.Then(scores);
    }

    public override PredictionKind Kind { get; }

    public override IReadOnlyList<ClassLabels> Classes { get; }

    public override bool IsVector { get; }
}
