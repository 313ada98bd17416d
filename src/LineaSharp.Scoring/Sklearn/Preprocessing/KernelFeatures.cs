using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>Nystroem: a row's kernels with some training rows, times a matrix.</summary>
internal sealed class Nystroem : Estimator
{
    private readonly string _kernel;
    private readonly double _gamma;
    private readonly double _coef0;
    private readonly double _degree;

    public Nystroem(PyObject source) : base(source)
    {
        _kernel = source.Get("kernel") as string ?? "that is a function";
        if (_kernel is not ("linear" or "rbf" or "poly" or "polynomial" or "sigmoid") || FunctionOfNumbers.HasArguments(source.Find("kernel_params"))) throw SklearnErrors.HasUnknown(Name, $"the kernel {_kernel}");
        var rows = source.Matrix("components_", columns: FeatureCount ?? -1);
        FeatureCount ??= rows.Columns;
        var normalization = source.Matrix("normalization_", rows.Rows, rows.Rows);
        _gamma = source.Find("gamma") is null ? 1.0 / rows.Columns : source.Number("gamma");
        _coef0 = source.Find("coef0") is null ? 1 : source.Number("coef0");
        _degree = source.Find("degree") is null ? 3 : source.Number("degree");
        Transform = OfNumbers(rows.Rows, (row, result) =>
        {
            for (var i = 0; i < result.Length; i++) result[i] = Kernel(row, rows.Row(i));
        }).Then(rows.Rows, (row, result) => normalization.Times(row, [], result));
    }

    private double Kernel(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => _kernel switch
    {
        "linear" => Vectors.Dot(a, b),
        "rbf" => Math.Exp(-_gamma * Vectors.SquaredDistance(a, b)),
        "sigmoid" => Math.Tanh(_gamma * Vectors.Dot(a, b) + _coef0),
        _ => Math.Pow(_gamma * Vectors.Dot(a, b) + _coef0, _degree),
    };
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
