using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Distances;

/// <summary>The nearest of the training rows, found by looking at all of them.</summary>
internal sealed class Neighbors
{
    private readonly Matrix _rows;
    private readonly int _count;
    private readonly bool _byDistance;
    private readonly Func<double[], int, double> _distance;

    public Neighbors(PyObject source, int? features)
    {
        if (source.Get("_fit_X") is not PyArray) throw SklearnErrors.HasUnknown(source.Type.Name, "sparse training data");
        _rows = source.Matrix("_fit_X", columns: features ?? -1);
        _count = source.Whole("n_neighbors", 1, _rows.Rows);
        _byDistance = source.Get("weights") switch
        {
            null or "uniform" => false,
            "distance" => true,
            _ => throw SklearnErrors.HasUnknown(source.Type.Name, "a function of weights"),
        };
        var metric = source.Get("effective_metric_") as string ?? "a function";
        var p = metric == "minkowski" && source.Find("effective_metric_params_") is PyDict options && options.TryGet("p", out var power) ? PyValue.AsNumber(power) ?? 2 : 2;
        if (source.Find("effective_metric_params_") is PyDict weighted && weighted.TryGet("w", out var w) && w is not null) metric = "weighted minkowski";
        _distance = metric switch
        {
            "euclidean" or "l2" => (row, i) => Math.Sqrt(Vectors.SquaredDistance(row, _rows.Row(i))),
            "sqeuclidean" => (row, i) => Vectors.SquaredDistance(row, _rows.Row(i)),
            "manhattan" or "cityblock" or "l1" => (row, i) => Sum(row, i, Math.Abs),
            "chebyshev" => Largest,
            "minkowski" => (row, i) => Math.Pow(Sum(row, i, d => Math.Pow(Math.Abs(d), p)), 1 / p),
            _ => throw SklearnErrors.HasUnknown(source.Type.Name, $"the metric {metric}"),
        };
    }

    public int RowCount => _rows.Rows;

    public int FeatureCount => _rows.Columns;

    /// <summary>The nearest training rows, nearest first, and their weights.</summary>
    public void Find(ReadOnlySpan<double> row, Span<int> nearest, Span<double> weights)
    {
        var values = row.ToArray();
        Span<double> distances = _count <= 256 ? stackalloc double[_count] : new double[_count];
        var found = 0;
        for (var i = 0; i < _rows.Rows; i++)
        {
            var distance = _distance(values, i);
            if (found == _count && !(distance < distances[^1])) continue;
            // Rows at one distance stay in the order of the training data.
            var place = found < _count ? found++ : _count - 1;
            for (; place > 0 && distance < distances[place - 1]; place--) (distances[place], nearest[place]) = (distances[place - 1], nearest[place - 1]);
            (distances[place], nearest[place]) = (distance, i);
        }
        // A row that is a training row is that one, and no other counts.
        var isExact = _byDistance && distances[0] == 0;
        for (var i = 0; i < _count; i++) weights[i] = !_byDistance ? 1 : isExact ? (distances[i] == 0 ? 1 : 0) : 1 / distances[i];
    }

    public int Count => _count;

    private double Sum(double[] row, int i, Func<double, double> of)
    {
        var sum = 0.0;
        for (var f = 0; f < row.Length; f++) sum += of(row[f] - _rows[i, f]);
        return sum;
    }

    private double Largest(double[] row, int i)
    {
        var largest = 0.0;
        for (var f = 0; f < row.Length; f++) largest = Math.Max(largest, Math.Abs(row[f] - _rows[i, f]));
        return largest;
    }
}

/// <summary>KNeighborsRegressor.</summary>
internal sealed class NeighborsRegressor : Regressor
{
    private readonly Neighbors _neighbors;
    private readonly Matrix _targets;

    public NeighborsRegressor(PyObject source) : base(source)
    {
        _neighbors = new Neighbors(source, FeatureCount);
        FeatureCount ??= _neighbors.FeatureCount;
        var y = source.Array("_y");
        IsVector = y.Shape.Count == 1;
        _targets = IsVector ? Matrix.OfColumn(y.ToDoubles()) : source.Matrix("_y");
        if (_targets.Rows != _neighbors.RowCount) throw source.Other("_y", "a target for each training row");
    }

    public override bool IsVector { get; }

    public override Matrix Predict(Features x) => Numbers(x).Map(_targets.Columns, (row, result) =>
    {
        var nearest = new int[_neighbors.Count];
        var weights = new double[_neighbors.Count];
        _neighbors.Find(row, nearest, weights);
        var total = weights.Sum();
        for (var t = 0; t < result.Length; t++)
        {
            var sum = 0.0;
            for (var i = 0; i < nearest.Length; i++) sum += weights[i] * _targets[nearest[i], t];
            result[t] = sum / total;
        }
    });
}

/// <summary>KNeighborsClassifier.</summary>
internal sealed class NeighborsClassifier : Classifier
{
    private readonly Neighbors _neighbors;
    private readonly int[] _classes;

    public NeighborsClassifier(PyObject source) : base(source, source.Get("classes_") is PyArray ? ClassLabels.Of(source)
        : throw SklearnErrors.HasUnknown(source.Type.Name, "several outputs"))
    {
        _neighbors = new Neighbors(source, FeatureCount);
        FeatureCount ??= _neighbors.FeatureCount;
        _classes = source.Array("_y").ToInts();
        if (_classes.Length != _neighbors.RowCount || _classes.Any(c => c < 0 || c >= Labels.Count)) throw source.Other("_y", "a class for each training row");
    }

    public override Matrix PredictProba(Features x) => Numbers(x).Map(Labels.Count, (row, result) =>
    {
        var nearest = new int[_neighbors.Count];
        var weights = new double[_neighbors.Count];
        _neighbors.Find(row, nearest, weights);
        result.Clear();
        for (var i = 0; i < nearest.Length; i++) result[_classes[nearest[i]]] += weights[i];
        Vectors.Normalize(result);
    });
}
