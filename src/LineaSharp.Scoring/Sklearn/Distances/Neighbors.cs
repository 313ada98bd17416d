using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Distances;

/// <summary>The nearest of the training rows, found by looking at all of them.</summary>
internal sealed class Neighbors
{
    private readonly Matrix _rows;
    private readonly bool _byDistance;
    private readonly Metric _distance;

    public Neighbors(PyObject source, int? features)
    {
        if (source.Get("_fit_X") is not PyArray) throw SklearnErrors.HasUnknown(source.Type.Name, "sparse training data");
        _rows = source.Matrix("_fit_X", columns: features ?? -1);
        Count = source.Whole("n_neighbors", 1, _rows.Rows);
        _byDistance = source.Get("weights") switch
        {
            null or "uniform" => false,
            "distance" => true,
            _ => throw SklearnErrors.HasUnknown(source.Type.Name, "a function of weights"),
        };
        _distance = Metrics.Of(source);
    }

    /// <summary>How many neighbours are looked for.</summary>
    public int Count { get; }

    public int RowCount => _rows.Rows;

    public int FeatureCount => _rows.Columns;

    /// <summary>The nearest training rows, nearest first, and their weights.</summary>
    public void Find(ReadOnlySpan<double> row, Span<int> nearest, Span<double> weights)
    {
        // First they are distances.
        var distances = weights;
        var found = 0;
        for (var i = 0; i < _rows.Rows; i++)
        {
            var distance = _distance(row, _rows.Row(i));
            if (found == Count && !(distance < distances[^1])) continue;
            // Rows at one distance stay in the order of the training data.
            var place = found < Count ? found++ : Count - 1;
            for (; place > 0 && distance < distances[place - 1]; place--) (distances[place], nearest[place]) = (distances[place - 1], nearest[place - 1]);
            (distances[place], nearest[place]) = (distance, i);
        }
        // A row that is a training row is that one, and no other counts.
        var isExact = _byDistance && distances[0] == 0;
        foreach (ref var weight in weights) weight = !_byDistance ? 1 : isExact ? (weight == 0 ? 1 : 0) : 1 / weight;
    }
}
