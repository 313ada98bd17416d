using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Svm;

/// <summary>A kernel of libsvm.</summary>
internal sealed class Kernel
{
    private readonly string _name;
    private readonly double _gamma;
    private readonly double _coef0;
    private readonly double _degree;

    public Kernel(PyObject source)
    {
        _name = source.Get("kernel") as string ?? "a function";
        if (_name is not ("linear" or "poly" or "rbf" or "sigmoid")) throw SklearnErrors.HasUnknown(source.Type.Name, $"the kernel {_name}");
        _gamma = source.Number("_gamma");
        _coef0 = source.Number("coef0", 0);
        _degree = source.Number("degree", 3);
    }

    public double Of(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => _name switch
    {
        "linear" => Vectors.Dot(a, b),
        "rbf" => Math.Exp(-_gamma * Vectors.SquaredDistance(a, b)),
        "poly" => Math.Pow(_gamma * Vectors.Dot(a, b) + _coef0, _degree),
        _ => Math.Tanh(_gamma * Vectors.Dot(a, b) + _coef0),
    };
}
