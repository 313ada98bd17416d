namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>Means of matrices, weighted or not.</summary>
internal static class Averages
{
    public static Matrix Of(IReadOnlyList<Matrix> parts, IReadOnlyList<double>? weights = null)
    {
        var result = new Matrix(parts[0].Rows, parts[0].Columns);
        for (var p = 0; p < parts.Count; p++)
        {
            if (parts[p].Columns != result.Columns) throw SklearnErrors.IsInconsistent("ensemble", "its estimators predict different numbers of values");
            for (var i = 0; i < result.Values.Length; i++) result.Values[i] += parts[p].Values[i] * (weights?[p] ?? 1);
        }
        var total = weights?.Sum() ?? parts.Count;
        for (var i = 0; i < result.Values.Length; i++) result.Values[i] /= total;
        return result;
    }

    /// <summary>The weights of the estimators that were not dropped; null when all count the same.</summary>
    public static double[]? WeightsOf(Objects.PyObject source, int count)
    {
        if (source.Find("weights") is not { } given) return null;
        var all = given switch
        {
            Objects.PySequence list => list.Items.Select(w => Objects.PyValue.AsNumber(w) ?? throw source.Other("weights", "numbers")).ToArray(),
            Objects.PyArray array => array.ToDoubles(),
            _ => throw source.Other("weights", "a list of numbers"),
        };
        var names = source.Sequence("estimators").Items;
        var used = all.Where((_, i) => i >= names.Count || names[i] is not Objects.PyTuple { Count: 2 } pair || pair[1] is not "drop").ToArray();
        return used.Length == count ? used : throw source.Other("weights", "a weight for each estimator");
    }
}
