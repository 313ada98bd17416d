using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>Nystroem: a row's kernels with some training rows, times a matrix.</summary>
internal sealed class Nystroem : Transformer
{
    private readonly Matrix _rows;
    private readonly Matrix _normalization;
    private readonly string _kernel;
    private readonly double _gamma;
    private readonly double _coef0;
    private readonly double _degree;

    public Nystroem(PyObject source) : base(source)
    {
        _kernel = source.Get("kernel") as string ?? "that is a function";
        if (_kernel is not ("linear" or "rbf" or "poly" or "polynomial" or "sigmoid") || FunctionOfNumbers.HasArguments(source.Find("kernel_params"))) throw SklearnErrors.HasUnknown(Name, $"the kernel {_kernel}");
        _rows = source.Matrix("components_", columns: FeatureCount ?? -1);
        FeatureCount ??= _rows.Columns;
        _normalization = source.Matrix("normalization_", _rows.Rows, _rows.Rows);
        _gamma = source.Find("gamma") is null ? 1.0 / _rows.Columns : source.Number("gamma");
        _coef0 = source.Find("coef0") is null ? 1 : source.Number("coef0");
        _degree = source.Find("degree") is null ? 3 : source.Number("degree");
    }

    public override int Width => Math.Max(FeatureCount ?? 1, _rows.Rows);

    protected override Matrix Transform(Matrix x) => x.Map(_rows.Rows, (row, result) =>
    {
        for (var i = 0; i < result.Length; i++) result[i] = Kernel(row, _rows.Row(i));
    }).TimesRowsOf(_normalization, []);

    private double Kernel(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => _kernel switch
    {
        "linear" => Vectors.Dot(a, b),
        "rbf" => Math.Exp(-_gamma * Vectors.SquaredDistance(a, b)),
        "sigmoid" => Math.Tanh(_gamma * Vectors.Dot(a, b) + _coef0),
        _ => Math.Pow(_gamma * Vectors.Dot(a, b) + _coef0, _degree),
    };
}

/// <summary>RBFSampler: cosines of random projections, which the file holds.</summary>
internal sealed class RbfSampler : Transformer
{
    private readonly Matrix _weights;
    private readonly double[] _offsets;
    private readonly double _scale;

    public RbfSampler(PyObject source) : base(source)
    {
        _weights = source.Matrix("random_weights_", FeatureCount ?? -1);
        FeatureCount ??= _weights.Rows;
        _offsets = source.Vector("random_offset_", _weights.Columns);
        _scale = Math.Sqrt(2.0 / source.Whole("n_components", 1, int.MaxValue));
    }

    public override int Width => Math.Max(FeatureCount ?? 1, _weights.Columns);

    protected override Matrix Transform(Matrix x) => x.Map(_weights.Columns, (row, result) =>
    {
        _offsets.CopyTo(result);
        for (var i = 0; i < row.Length; i++)
            for (var c = 0; c < result.Length; c++) result[c] += row[i] * _weights[i, c];
        for (var c = 0; c < result.Length; c++) result[c] = Math.Cos(result[c]) * _scale;
    });
}
