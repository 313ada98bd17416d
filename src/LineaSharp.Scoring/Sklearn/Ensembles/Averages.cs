using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>Means of several functions, weighted or not.</summary>
internal static class Averages
{
    public static RowFunction Of(IReadOnlyList<RowFunction> parts, IReadOnlyList<double>? weights = null)
    {
        var width = parts[0].Outputs;
        if (width < 1 || parts.Any(p => p.Outputs != width)) throw SklearnErrors.IsInconsistent("ensemble", "its estimators predict different numbers of values");
        var total = weights?.Sum() ?? parts.Count;
        return RowFunction.Beside(parts).Then(width, (row, result) =>
        {
            for (var p = 0; p < row.Length / width; p++)
                for (var i = 0; i < width; i++) result[i] += row[p * width + i] * (weights?[p] ?? 1);
            for (var i = 0; i < width; i++) result[i] /= total;
        });
    }

    /// <summary>The weights of the estimators that were not dropped; null when all count the same.</summary>
    public static double[]? WeightsOf(PyObject source, int count)
    {
        if (source.Find("weights") is not { } given) return null;
        var all = given switch
        {
            PySequence list => list.Items.Select(w => PyValue.AsNumber(w) ?? throw source.Other("weights", "numbers")).ToArray(),
            PyArray array => array.ToDoubles(),
            _ => throw source.Other("weights", "a list of numbers"),
        };
        var names = source.Sequence("estimators").Items;
        var used = all.Where((_, i) => i >= names.Count || names[i] is not PyTuple { Count: 2 } pair || pair[1] is not "drop").ToArray();
        return used.Length == count ? used : throw source.Other("weights", "a weight for each estimator");
    }
}
