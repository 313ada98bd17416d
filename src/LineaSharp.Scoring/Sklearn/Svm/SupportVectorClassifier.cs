using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Svm;

/// <summary>SVC and NuSVC, as libsvm decides: one score for each pair of classes, and a vote.</summary>
internal sealed class SupportVectorClassifier : Classifier
{
    private readonly Kernel _kernel;
    private readonly Matrix _vectors;
    private readonly Matrix _weights;
    private readonly int[] _ends;
    private readonly double[] _intercepts;

    public SupportVectorClassifier(PyObject source) : base(source, ClassLabels.Of(source))
    {
        if (source.Find("_sparse") is true) throw SklearnErrors.HasUnknown(source.Type.Name, "support vectors from sparse data");
        _kernel = new Kernel(source);
        var pairs = RowFunction.Bounded((long)Labels.Count * (Labels.Count - 1) / 2);
        _vectors = source.Matrix("support_vectors_", columns: FeatureCount ?? -1);
        FeatureCount ??= _vectors.Columns;
        _weights = source.Matrix("_dual_coef_", Labels.Count - 1, _vectors.Rows);
        _intercepts = source.Vector("_intercept_", pairs);
        var counts = source.Array("_n_support").ToInts();
        if (counts.Length != Labels.Count || counts.Any(n => n < 0) || counts.Sum(n => (long)n) != _vectors.Rows)
            throw source.Other("_n_support", "the number of vectors of each class");
        _ends = new int[counts.Length];
        for (var i = 0; i < counts.Length; i++) _ends[i] = (i == 0 ? 0 : _ends[i - 1]) + counts[i];

        var pairScores = OfNumbers(pairs, Pairs);
        var isOneVersusRest = source.Text("decision_function_shape", "ovr") == "ovr";
        // With two classes libsvm's score is the first class's, and scikit-learn's the second's.
        DecisionFunction = Labels.Count == 2 ? pairScores.Then(1, static (row, result) => result[0] = -row[0])
            : isOneVersusRest ? pairScores.Then(Labels.Count, OneVersusRest) : pairScores;
        Predict = source.Flag("break_ties", false) && isOneVersusRest && Labels.Count > 2 ? Largest(DecisionFunction) : pairScores.Then(1, Vote);
        if (source.Find("probability") is not true || source.FindArray("_probA") is not { Length: > 0 }) return;
        double[] a = source.Vector("_probA", pairs), b = source.Vector("_probB", pairs);
        PredictProba = pairScores.Then(Labels.Count, (scores, result) => PairwiseCoupling.Run(scores, a, b, result));
    }

    private void Vote(ReadOnlySpan<double> pairs, Span<double> result)
    {
        using var votes = new Scratch<double>(Labels.Count);
        var p = 0;
        for (var i = 0; i < Labels.Count; i++)
            for (var j = i + 1; j < Labels.Count; j++) votes.Span[pairs[p++] > 0 ? i : j]++;
        result[0] = Vectors.ArgMax(votes.Span);
    }

    // Votes, and the sum of confidences squeezed into less than one vote.
    private static void OneVersusRest(ReadOnlySpan<double> pairs, Span<double> result)
    {
        using var scratch = new Scratch<double>(result.Length);
        var confidences = scratch.Span;
        var p = 0;
        for (var i = 0; i < result.Length; i++)
            for (var j = i + 1; j < result.Length; j++, p++)
            {
                confidences[i] += pairs[p];
                confidences[j] -= pairs[p];
                result[pairs[p] < 0 ? j : i]++;
            }
        for (var i = 0; i < result.Length; i++) result[i] += confidences[i] / (3 * (Math.Abs(confidences[i]) + 1));
    }

    private void Pairs(ReadOnlySpan<double> row, Span<double> result)
    {
        using var scratch = new Scratch<double>(_vectors.Rows);
        var kernel = scratch.Span;
        for (var v = 0; v < kernel.Length; v++) kernel[v] = _kernel.Of(row, _vectors.Row(v));
        var p = 0;
        for (var i = 0; i < Labels.Count; i++)
            for (var j = i + 1; j < Labels.Count; j++, p++)
            {
                var sum = _intercepts[p];
                for (var v = i == 0 ? 0 : _ends[i - 1]; v < _ends[i]; v++) sum += _weights[j - 1, v] * kernel[v];
                for (var v = _ends[j - 1]; v < _ends[j]; v++) sum += _weights[i, v] * kernel[v];
                result[p] = sum;
            }
    }
}
