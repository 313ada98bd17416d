using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>Nystroem: a row's kernels with some training rows, times a matrix.</summary>
internal sealed class Nystroem : Estimator
{
    public Nystroem(PyObject source) : base(source)
    {
        var kernel = source.Get("kernel") as string ?? "that is a function";
        if (FunctionOfNumbers.HasArguments(source.Find("kernel_params"))) throw SklearnErrors.HasUnknown(Name, $"the kernel {kernel} and parameters for it");
        var rows = source.Matrix("components_", columns: FeatureCount ?? -1);
        FeatureCount ??= rows.Columns;
        var normalization = source.Matrix("normalization_", rows.Rows, rows.Rows);
        var gamma = source.Find("gamma") is null ? 1.0 / rows.Columns : source.Number("gamma");
        var coef0 = source.Find("coef0") is null ? 1 : source.Number("coef0");
        var degree = source.Find("degree") is null ? 3 : source.Number("degree");
        Distances.Metric similarity = kernel switch
        {
            "linear" => Vectors.Dot,
            "rbf" => (a, b) => Math.Exp(-gamma * Vectors.SquaredDistance(a, b)),
            "sigmoid" => (a, b) => Math.Tanh(gamma * Vectors.Dot(a, b) + coef0),
            "poly" or "polynomial" => (a, b) => Math.Pow(gamma * Vectors.Dot(a, b) + coef0, degree),
            _ => throw SklearnErrors.HasUnknown(Name, $"the kernel {kernel}"),
        };
        Transform = OfNumbers(rows.Rows, (row, result) =>
        {
            using var kernels = new Scratch<double>(rows.Rows);
            for (var i = 0; i < kernels.Span.Length; i++) kernels.Span[i] = similarity(row, rows.Row(i));
            normalization.Times(kernels.Span, [], result);
        });
    }
}

/// <summary>RBFSampler: cosines of random projections, which the file holds.</summary>
internal sealed class RbfSampler : Estimator
{
    public RbfSampler(PyObject source) : base(source)
    {
        var weights = source.Matrix("random_weights_", FeatureCount ?? -1);
        FeatureCount ??= weights.Rows;
        var offsets = source.Vector("random_offset_", weights.Columns);
        var scale = Math.Sqrt(2.0 / source.Whole("n_components", 1, int.MaxValue));
        Transform = OfNumbers(weights.Columns, (row, result) =>
        {
            offsets.CopyTo(result);
            for (var i = 0; i < row.Length; i++)
                for (var c = 0; c < result.Length; c++) result[c] += row[i] * weights[i, c];
            for (var c = 0; c < result.Length; c++) result[c] = Math.Cos(result[c]) * scale;
        });
    }
}
