using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Svm;

/// <summary>SVC and NuSVC, as libsvm decides: one score for each pair of classes, and a vote.</summary>
internal sealed class SupportVectorClassifier : Classifier
{
    private readonly Kernel _kernel;
    private readonly Matrix _vectors;
    private readonly Matrix _weights;
    private readonly int[] _ends;
    private readonly double[] _intercepts;
    private readonly double[]? _probA;
    private readonly double[]? _probB;
    private readonly bool _isOneVersusRest;
    private readonly bool _breaksTies;

    public SupportVectorClassifier(PyObject source) : base(source, ClassLabels.Of(source))
    {
        if (source.Find("_sparse") is true) throw SklearnErrors.HasUnknown(source.Type.Name, "support vectors from sparse data");
        _kernel = new Kernel(source);
        var pairs = Labels.Count * (Labels.Count - 1) / 2;
        _vectors = source.Matrix("support_vectors_", columns: FeatureCount ?? -1);
        FeatureCount ??= _vectors.Columns;
        _weights = source.Matrix("_dual_coef_", Labels.Count - 1, _vectors.Rows);
        _intercepts = source.Vector("_intercept_", pairs);
        var counts = source.Array("_n_support").ToInts();
        if (counts.Length != Labels.Count || counts.Any(n => n < 0) || counts.Sum(n => (long)n) != _vectors.Rows)
            throw source.Other("_n_support", "the number of vectors of each class");
        _ends = new int[counts.Length];
        for (var i = 0; i < counts.Length; i++) _ends[i] = (i == 0 ? 0 : _ends[i - 1]) + counts[i];
        if (source.Find("probability") is true && source.FindArray("_probA") is { Length: > 0 }) (_probA, _probB) = (source.Vector("_probA", pairs), source.Vector("_probB", pairs));
        _isOneVersusRest = source.Text("decision_function_shape", "ovr") == "ovr";
        _breaksTies = source.Flag("break_ties", false);
    }

    public override Methods Methods => Methods.Predict | Methods.DecisionFunction | (_probA is null ? Methods.None : Methods.PredictProba);

    public override Matrix Predict(Features x)
    {
        if (_breaksTies && _isOneVersusRest && Labels.Count > 2) return Largest(DecisionFunction(x));
        return Pairs(x).Map(1, (pairs, result) =>
        {
            Span<int> votes = Labels.Count <= 256 ? stackalloc int[Labels.Count] : new int[Labels.Count];
            votes.Clear();
            var p = 0;
            for (var i = 0; i < Labels.Count; i++)
                for (var j = i + 1; j < Labels.Count; j++) votes[pairs[p++] > 0 ? i : j]++;
            var best = 0;
            for (var i = 1; i < votes.Length; i++)
                if (votes[i] > votes[best]) best = i;
            result[0] = best;
        });
    }

    public override Matrix DecisionFunction(Features x)
    {
        var pairs = Pairs(x);
        // With two classes libsvm's score is the first class's, and scikit-learn's the second's.
        if (Labels.Count == 2) return pairs.Map(1, static (row, result) => result[0] = -row[0]);
        return _isOneVersusRest ? pairs.Map(Labels.Count, OneVersusRest) : pairs;
    }

    public override Matrix PredictProba(Features x) =>
        _probA is null ? throw Lacks("predict_proba") : Pairs(x).Map(Labels.Count, (pairs, result) => PairwiseCoupling.Run(pairs, _probA, _probB!, result));

    // Votes, and the sum of confidences squeezed into less than one vote.
    private static void OneVersusRest(ReadOnlySpan<double> pairs, Span<double> result)
    {
        Span<double> confidences = result.Length <= 256 ? stackalloc double[result.Length] : new double[result.Length];
        confidences.Clear();
        result.Clear();
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

    private Matrix Pairs(Features x)
    {
        var kernel = new double[_vectors.Rows];
        return Numbers(x).Map(_intercepts.Length, (row, result) =>
        {
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
        });
    }
}
