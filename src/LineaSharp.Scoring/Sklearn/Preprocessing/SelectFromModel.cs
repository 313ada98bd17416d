using System.Globalization;
using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>SelectFromModel: the columns that are important enough to an estimator.</summary>
internal sealed class SelectFromModel : Estimator
{
    // Scores that are sums may differ in their last bits from one processor to another.
    private const double Uncertainty = 1e-12;

    public SelectFromModel(PyObject source) : base(source)
    {
        var estimator = (source.Find("estimator_") ?? source.Get("estimator")) as PyObject ?? throw source.Other("estimator_", "an estimator");
        var scores = FeatureScores.Of(estimator, source.Has("importance_getter") ? source.Find("importance_getter") : "auto", source.Has("norm_order") ? source.Find("norm_order") : 1L);
        FeatureCount ??= scores.Values.Length;
        if (FeatureCount != scores.Values.Length) throw source.Other("n_features_in_", $"{scores.Values.Length} features");

        var mask = new bool[scores.Values.Length];
        Array.Fill(mask, true);
        if (source.Find("max_features") is not null) KeepLargest(mask, scores, source);
        var (threshold, isOneOfThem) = Threshold(estimator, scores.Values, source.Find("threshold"));
        for (var i = 0; i < mask.Length; i++)
        {
            if (!scores.AreExact && !(isOneOfThem && scores.Values[i] == threshold) && AreTooNear(scores.Values[i], threshold)) throw IsUncertain(i);
            if (scores.Values[i] < threshold) mask[i] = false;
        }
        Transform = OfColumns(new SelectFunction(Enumerable.Range(0, mask.Length).Where(i => mask[i]).ToArray()));
    }

    private void KeepLargest(bool[] mask, FeatureScores scores, PyObject source)
    {
        var most = PyValue.AsWhole(source.Find("max_features_") ?? source.Find("max_features")) ?? throw source.Other("max_features", "a whole number");
        var count = (int)Math.Clamp(most < 0 ? mask.Length + most : most, 0, mask.Length);
        // Of equal scores the first are kept.
        var order = Enumerable.Range(0, mask.Length).OrderBy(i => double.IsNaN(scores.Values[i])).ThenByDescending(i => scores.Values[i]).ToArray();
        if (!scores.AreExact && count > 0 && count < order.Length && AreTooNear(scores.Values[order[count - 1]], scores.Values[order[count]])) throw IsUncertain(order[count]);
        foreach (var i in order.Skip(count)) mask[i] = false;
    }

    private static bool AreTooNear(double score, double bound) => double.IsFinite(bound) && bound != 0 && Math.Abs(score - bound) <= Uncertainty * Math.Abs(bound);

    private LineaException IsUncertain(int feature) => SklearnErrors.HasUnknown(Name, $"the feature {feature} at the threshold, where the last bit of a sum decides");

    // The median of an odd number is one of the scores, and equal to itself whatever its last bit is; so is the mean of one.
    private static (double Threshold, bool IsOneOfThem) Threshold(PyObject estimator, double[] scores, object? threshold)
    {
        threshold ??= IsSparse(estimator) ? 1e-5 : "mean";
        if (threshold is not string text) return (PyValue.AsNumber(threshold) ?? throw SklearnErrors.HasUnknown("SelectFromModel", "a threshold that is neither a number nor a text"), false);
        var star = text.IndexOf('*', StringComparison.Ordinal);
        var name = text[(star + 1)..].Trim();
        var reference = name switch
        {
            "mean" when scores.Length > 0 => NumpySums.Mean(scores),
            "median" when scores.Length > 0 => NumpySums.Median(scores),
            _ => throw SklearnErrors.HasUnknown("SelectFromModel", $"the threshold '{text}'"),
        };
        if (star < 0) return (reference, scores.Length == 1 || (name == "median" && scores.Length % 2 == 1));
        return double.TryParse(text.AsSpan(0, star).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) ? (scale * reference, false)
            : throw SklearnErrors.HasUnknown("SelectFromModel", $"the threshold '{text}'");
    }

    // Estimators whose penalty makes coefficients zero keep what is not. From 1.8 on, where a ratio is the penalty of logistic regression, it says so there, too.
    private static bool IsSparse(PyObject estimator)
    {
        var name = estimator.Type.Name;
        if (estimator.Find("penalty") is "l1" || name.Contains("Lasso", StringComparison.Ordinal)) return true;
        if (!SklearnVersion.IsAtLeast(estimator, 1, 8))
            return name.Contains("ElasticNet", StringComparison.Ordinal) && (IsOne(estimator.Find("l1_ratio_")) || IsOne(estimator.Find("l1_ratio")));
        return name switch
        {
            "ElasticNet" or "LogisticRegression" => IsOne(estimator.Find("l1_ratio")),
            "ElasticNetCV" => IsOne(estimator.Find("l1_ratio_")),
            "LogisticRegressionCV" => estimator.Find("l1_ratio_") is PyArray ratios ? ratios.ToValues().All(IsOne) : IsOne(estimator.Find("l1_ratio_")),
            _ => false,
        };
    }

    // numpy's isclose.
    private static bool IsOne(object? ratio) => PyValue.AsNumber(ratio) is { } number && Math.Abs(number - 1) <= 1e-8 + 1e-5;
}
