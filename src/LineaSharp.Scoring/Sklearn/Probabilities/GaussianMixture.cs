using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Probabilities;

/// <summary>GaussianMixture: normal distributions with weights; which one a row is most likely of, and how likely the row is.</summary>
internal sealed class GaussianMixture : Estimator
{
    private readonly Matrix _means;
    private readonly double[] _logWeights;
    // For each component the root of its precision, column after column of one matrix: square, or a diagonal.
    private readonly double[][] _roots;
    private readonly bool _isDiagonal;
    private readonly double[] _constants;

    public GaussianMixture(PyObject source) : base(source)
    {
        _means = source.Matrix("means_", columns: FeatureCount ?? -1);
        var (count, width) = (_means.Rows, _means.Columns);
        if (count == 0) throw source.Other("means_", "at least one component");
        FeatureCount ??= width;
        _logWeights = Array.ConvertAll(source.Vector("weights_", count), Math.Log);
        var kind = source.Text("covariance_type");
        _isDiagonal = kind is "diag" or "spherical";
        var roots = source.Array("precisions_cholesky_");
        int[] expected = kind switch
        {
            "full" => [count, width, width],
            "tied" => [width, width],
            "diag" => [count, width],
            "spherical" => [count],
            _ => throw SklearnErrors.HasUnknown(Name, $"the covariance_type '{kind}'"),
        };
        if (!roots.Shape.SequenceEqual(expected)) throw source.Other("precisions_cholesky_", $"an array of shape ({string.Join(", ", expected)})");
        var values = roots.ToDoubles();
        _roots = Enumerable.Range(0, count).Select(c => kind switch
        {
            "full" => values[(c * width * width)..((c + 1) * width * width)],
            "tied" => values,
            "diag" => values[(c * width)..((c + 1) * width)],
            _ => Enumerable.Repeat(values[c], width).ToArray(),
        }).ToArray();
        _constants = Array.ConvertAll(_roots, r => -0.5 * width * Math.Log(2 * Math.PI) + Enumerable.Range(0, width).Sum(i => Math.Log(r[_isDiagonal ? i : i * width + i])));

        var logs = OfNumbers(count, Logs);
        Predict = logs.Then(1, static (row, result) => result[0] = Vectors.ArgMax(row));
        PredictProba = logs.Then(count, Vectors.Softmax);
        ScoreSamples = logs.Then(1, static (row, result) =>
        {
            var most = row[Vectors.ArgMax(row)];
            var sum = 0.0;
            foreach (var log in row) sum += Math.Exp(log - most);
            result[0] = most + Math.Log(sum);
        });
    }

    public override PredictionKind Kind => PredictionKind.Int64;

    private void Logs(ReadOnlySpan<double> row, Span<double> result)
    {
        for (var c = 0; c < result.Length; c++) result[c] = _constants[c] + _logWeights[c] - 0.5 * Distance(row, c);
    }

    private double Distance(ReadOnlySpan<double> row, int component)
    {
        var mean = _means.Row(component);
        var root = _roots[component];
        var sum = 0.0;
        for (var j = 0; j < row.Length; j++)
        {
            var y = 0.0;
            if (_isDiagonal) y = (row[j] - mean[j]) * root[j];
            else
                for (var i = 0; i < row.Length; i++) y += (row[i] - mean[i]) * root[i * row.Length + j];
            sum += y * y;
        }
        return sum;
    }
}
