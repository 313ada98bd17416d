using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Distances;

/// <summary>BisectingKMeans: at each fork the nearer of two centres; and the distances to all centres.</summary>
internal sealed class BisectingKMeans : Estimator
{
    private const int Deepest = 1000;
    private readonly int _clusters;
    private readonly List<Node> _nodes = [];

    public BisectingKMeans(PyObject source) : base(source)
    {
        var centers = source.Matrix("cluster_centers_", columns: FeatureCount ?? -1);
        FeatureCount ??= centers.Columns;
        _clusters = centers.Rows;
        Add(source.Object("_bisecting_tree"), source.FindVector("_X_mean", centers.Columns) ?? new double[centers.Columns]);
        Predict = OfNumbers(1, (row, result) => result[0] = Descend(row));
        Transform = OfNumbers(centers.Rows, (row, result) =>
        {
            for (var c = 0; c < result.Length; c++) result[c] = Math.Sqrt(Vectors.SquaredDistance(row, centers.Row(c)));
        });
    }

    public override PredictionKind Kind => PredictionKind.Int32;

    private int Descend(ReadOnlySpan<double> row)
    {
        var node = _nodes[0];
        while (node.Left >= 0)
        {
            var (left, right) = (_nodes[node.Left], _nodes[node.Right]);
            node = Vectors.SquaredDistance(row, right.Center) < Vectors.SquaredDistance(row, left.Center) ? right : left;
        }
        return node.Label;
    }

    // Children come after their parent, so that a file whose tree runs in circles ends at the count of its clusters.
    private int Add(PyObject source, double[] mean, int depth = 0)
    {
        if (_nodes.Count >= 2L * _clusters || depth > Math.Min(Deepest, _clusters)) throw SklearnErrors.IsInconsistent(Name, "its tree has more leaves than it has clusters");
        var place = _nodes.Count;
        var center = depth == 0 ? mean : source.Vector("center", mean.Length).Select((c, i) => c + mean[i]).ToArray();
        _nodes.Add(new Node(center, 0, -1, -1));
        if (source.Find("left") is not PyObject left) return Set(_nodes[place] with { Label = source.Whole("label", 0, _clusters - 1) });
        var (first, second) = (Add(left, mean, depth + 1), Add(source.Object("right"), mean, depth + 1));
        return Set(_nodes[place] with { Left = first, Right = second });

        int Set(Node node)
        {
            _nodes[place] = node;
            return place;
        }
    }

    private sealed record Node(double[] Center, int Label, int Left, int Right);
}
