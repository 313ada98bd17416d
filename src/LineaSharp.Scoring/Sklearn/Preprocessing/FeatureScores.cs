using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>How important each feature is to an estimator: its coefficients' sizes, or what its trees gain by the feature.</summary>
/// <param name="Values">One for each feature.</param>
/// <param name="AreExact">Whether every processor and layout gives these bits; else the last ones may differ.</param>
internal sealed record FeatureScores(double[] Values, bool AreExact)
{
    /// <exception cref="LineaException">NotSupported: they are made in a way that is not computed here.</exception>
    public static FeatureScores Of(PyObject estimator, object? getter, object? normOrder)
    {
        if (getter is not ("auto" or "coef_" or "feature_importances_"))
            throw SklearnErrors.HasUnknown("SelectFromModel", $"the importance_getter {getter as string ?? "that is a function"}");
        if (getter is not "feature_importances_" && estimator.Find("coef_") is PyArray coefficients) return OfCoefficients(coefficients, estimator, normOrder);
        var isOfSklearn = estimator.Type.Module.StartsWith("sklearn.", StringComparison.Ordinal);
        return getter is not "coef_" && isOfSklearn && OfTrees(estimator) is { } gains ? new(gains, AreExact: false)
            : throw SklearnErrors.HasUnknown("SelectFromModel", $"the importances of a {estimator.Type.Name}");
    }

    private static FeatureScores OfCoefficients(PyArray coefficients, PyObject estimator, object? normOrder)
    {
        // Those of single precision are added and compared in single precision.
        if (coefficients.Dtype is not { Kind: 'f', ItemSize: 8 }) throw SklearnErrors.HasUnknown("SelectFromModel", "coefficients of another type than float64");
        if (coefficients.Shape.Count == 1) return new(Array.ConvertAll(coefficients.ToDoubles(), Math.Abs), AreExact: true);
        var rows = FittedArrays.Of(coefficients) ?? throw estimator.Other("coef_", "an array of one or two dimensions");
        var order = PyValue.AsNumber(normOrder) is 1 or 2 or double.PositiveInfinity or double.NegativeInfinity ? PyValue.AsNumber(normOrder)
            : throw SklearnErrors.HasUnknown("SelectFromModel", $"the norm_order {normOrder}");
        if (rows.Rows == 0) throw estimator.Other("coef_", "at least one row");
        var scores = new double[rows.Columns];
        for (var i = 0; i < scores.Length; i++)
            for (var row = 0; row < rows.Rows; row++)
            {
                var size = Math.Abs(rows[row, i]);
                scores[i] = order switch
                {
                    1 => scores[i] + size,
                    2 => scores[i] + size * size,
                    double.PositiveInfinity => row == 0 ? size : Math.Max(scores[i], size),
                    _ => row == 0 ? size : Math.Min(scores[i], size),
                };
            }
        // From eight rows on numpy's order depends on how the array lies in memory.
        return new(order == 2 ? Array.ConvertAll(scores, Math.Sqrt) : scores, rows.Rows < 8 || order is not (1 or 2));
    }

    private static double[]? OfTrees(PyObject estimator) => estimator.Type.Name switch
    {
        "DecisionTreeClassifier" or "DecisionTreeRegressor" or "ExtraTreeClassifier" or "ExtraTreeRegressor" => OfTree(estimator, isNormalized: true).Gains,
        "RandomForestClassifier" or "RandomForestRegressor" or "ExtraTreesClassifier" or "ExtraTreesRegressor" => MeanOf(Owners(estimator).Select(t => OfTree(t, isNormalized: true))),
        "GradientBoostingClassifier" or "GradientBoostingRegressor" => MeanOf(Owners(estimator).Select(t => OfTree(t, isNormalized: false))),
        "AdaBoostClassifier" or "AdaBoostRegressor" => WeightedMean(estimator),
        _ => null,
    };

    private static IEnumerable<PyObject> Owners(PyObject estimator) => (estimator.Get("estimators_") switch
    {
        PySequence list => list.Items,
        PyArray { Dtype.IsObject: true } array => array.ToValues().ToList(),
        _ => throw estimator.Other("estimators_", "trees"),
    }).Select(t => t as PyObject ?? throw estimator.Other("estimators_", "trees"));

    // Trees without a split have nothing to say.
    private static double[] MeanOf(IEnumerable<(double[] Gains, int Nodes)> trees)
    {
        var all = trees.ToArray();
        if (all.Length == 0) return [];
        var sums = new double[all[0].Gains.Length];
        var count = 0;
        foreach (var (gains, nodes) in all)
        {
            if (gains.Length != sums.Length) throw SklearnErrors.IsInconsistent("forest", "its trees have different numbers of features");
            if (nodes <= 1) continue;
            count++;
            for (var i = 0; i < sums.Length; i++) sums[i] += gains[i];
        }
        if (count == 0) return sums;
        for (var i = 0; i < sums.Length; i++) sums[i] /= count;
        var total = NumpySums.Of(sums);
        return Array.ConvertAll(sums, s => s / total);
    }

    private static double[]? WeightedMean(PyObject estimator)
    {
        var owners = Owners(estimator).ToArray();
        if (owners.Length == 0 || owners.Any(o => o.Type.Name is not ("DecisionTreeClassifier" or "DecisionTreeRegressor" or "ExtraTreeClassifier" or "ExtraTreeRegressor"))) return null;
        var weights = estimator.Vector("estimator_weights_");
        double[]? sums = null;
        foreach (var (owner, weight) in owners.Zip(weights))
        {
            var gains = OfTree(owner, isNormalized: true).Gains;
            sums ??= new double[gains.Length];
            if (gains.Length != sums.Length) throw SklearnErrors.IsInconsistent(estimator.Type.Name, "its trees have different numbers of features");
            for (var i = 0; i < sums.Length; i++) sums[i] += weight * gains[i];
        }
        var norm = NumpySums.Of(weights);
        return sums is null ? null : Array.ConvertAll(sums, s => s / norm);
    }

    /// <summary>What the splits by each feature took off the impurity, weighted by the rows that came there.</summary>
    private static (double[] Gains, int Nodes) OfTree(PyObject owner, bool isNormalized)
    {
        var tree = owner.Object("tree_");
        var nodes = tree.Array("nodes");
        int[] left = nodes.Field("left_child").ToInts(), right = nodes.Field("right_child").ToInts(), features = nodes.Field("feature").ToInts();
        double[] impurities = nodes.Field("impurity").ToDoubles(), weights = nodes.Field("weighted_n_node_samples").ToDoubles();
        var count = tree.Arguments.Count > 0 && PyValue.AsWhole(tree.Arguments[0]) is >= 0 and < 1 << 24 and var known ? (int)known : throw tree.Other("n_features", "the number of features");
        var gains = new double[count];
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] == -1) continue;
            if ((uint)left[i] >= (uint)left.Length || (uint)right[i] >= (uint)left.Length || (uint)features[i] >= (uint)count)
                throw SklearnErrors.IsInconsistent("tree", $"node {i} has children or a feature that are not there");
            gains[features[i]] += weights[i] * impurities[i] - weights[left[i]] * impurities[left[i]] - weights[right[i]] * impurities[right[i]];
        }
        if (left.Length > 0)
            for (var i = 0; i < count; i++) gains[i] /= weights[0];
        if (isNormalized && NumpySums.Of(gains) is > 0 and var total)
            for (var i = 0; i < count; i++) gains[i] /= total;
        return (gains, left.Length);
    }
}
