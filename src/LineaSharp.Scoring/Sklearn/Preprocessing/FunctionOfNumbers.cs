using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>FunctionTransformer with one of numpy's functions: of each number by itself.</summary>
internal sealed class FunctionOfNumbers : Estimator
{
    private readonly bool _isValidated;

    public FunctionOfNumbers(PyObject source) : base(source)
    {
        var function = Find(source) ?? throw SklearnErrors.HasUnknown(Name, "another function");
        if (HasArguments(source.Find("kw_args"))) throw SklearnErrors.HasUnknown(Name, $"the function {source.Find("func")} and arguments for it");
        _isValidated = source.Flag("validate", false);
        Transform = OfNumbers(null, (row, result) =>
        {
            for (var i = 0; i < row.Length; i++) result[i] = function(row[i]);
        });
    }

    protected override bool TakesNaN => !_isValidated;

    protected override bool TakesInfinity => !_isValidated;

    public static Func<double, double>? Find(PyObject source) => NumpyFunctions.Find(source.Find("func"));

    /// <summary>Whether there is anything in <c>kw_args</c> or <c>inv_kw_args</c>.</summary>
    public static bool HasArguments(object? arguments) => arguments is not (null or PyDict { Count: 0 });
}
