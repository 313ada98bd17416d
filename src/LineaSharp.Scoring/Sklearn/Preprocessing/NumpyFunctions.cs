using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>Functions of one number that pickles name: numpy's, and those of <c>scipy.special</c> that are as plain.</summary>
/// <remarks>Only functions that treat whole numbers as numbers are here: <c>np.reciprocal</c>, say, divides integers.</remarks>
internal static class NumpyFunctions
{
    private static readonly Dictionary<string, Func<double, double>> Numpy = new(StringComparer.Ordinal)
    {
        ["log"] = Math.Log,
        ["log2"] = Math.Log2,
        ["log10"] = Math.Log10,
        ["log1p"] = SmallNumbers.LogPlus1,
        ["exp"] = Math.Exp,
        ["exp2"] = x => Math.Pow(2, x),
        ["expm1"] = SmallNumbers.ExpMinus1,
        ["sqrt"] = Math.Sqrt,
        ["cbrt"] = Math.Cbrt,
        ["square"] = x => x * x,
        ["absolute"] = Math.Abs,
        ["abs"] = Math.Abs,
        ["fabs"] = Math.Abs,
        ["negative"] = x => -x,
        ["positive"] = x => x,
        ["sign"] = x => x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : double.NaN,
        ["floor"] = Math.Floor,
        ["ceil"] = Math.Ceiling,
        ["trunc"] = Math.Truncate,
        ["rint"] = x => Math.Round(x, MidpointRounding.ToEven),
        ["sin"] = Math.Sin,
        ["cos"] = Math.Cos,
        ["tan"] = Math.Tan,
        ["arcsin"] = Math.Asin,
        ["arccos"] = Math.Acos,
        ["arctan"] = Math.Atan,
        ["sinh"] = Math.Sinh,
        ["cosh"] = Math.Cosh,
        ["tanh"] = Math.Tanh,
        ["arcsinh"] = Math.Asinh,
        ["deg2rad"] = x => x * (Math.PI / 180),
        ["radians"] = x => x * (Math.PI / 180),
        ["rad2deg"] = x => x * (180 / Math.PI),
        ["degrees"] = x => x * (180 / Math.PI),
    };

    private static readonly Dictionary<string, Func<double, double>> Scipy = new(StringComparer.Ordinal)
    {
        ["expit"] = Vectors.Expit,
        ["log1p"] = SmallNumbers.LogPlus1,
        ["expm1"] = SmallNumbers.ExpMinus1,
        ["cbrt"] = Math.Cbrt,
    };

    /// <summary>The function that a file names; null when it is none of these.</summary>
    public static Func<double, double>? Find(object? function) => function switch
    {
        PyGlobal name when IsNumpy(name.Module) => Numpy.GetValueOrDefault(name.Name),
        PyGlobal name when name.Module == "scipy.special" || name.Module.StartsWith("scipy.special.", StringComparison.Ordinal) => Scipy.GetValueOrDefault(name.Name),
        // So did numpy pickle its functions at times: a call that looks the name up.
        PyObject { Type.Name: "_ufunc_reconstruct" } made when IsNumpy(made.Type.Module) && made.Arguments is { Count: 2 } pair && pair[0] is string module && pair[1] is string name =>
            Find(new PyGlobal(module, name)),
        _ => null,
    };

    // numpy.core._multiarray_umath, numpy._core._multiarray_umath (from 2.0 on), or numpy itself.
    private static bool IsNumpy(string module) => module == "numpy" || module.StartsWith("numpy.core", StringComparison.Ordinal) || module.StartsWith("numpy._core", StringComparison.Ordinal);
}
