using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Linear;

/// <summary>PoissonRegressor, GammaRegressor, TweedieRegressor: a linear function behind a link.</summary>
internal sealed class GeneralizedLinearRegressor : LinearRegressor
{
    public GeneralizedLinearRegressor(PyObject source) : base(source)
    {
        if (HasLogLink(source)) Predict = Predict!.Then(1, static (row, result) => result[0] = Math.Exp(row[0]));
    }

    private static bool HasLogLink(PyObject source) => source.Type.Name switch
    {
        "PoissonRegressor" or "GammaRegressor" => true,
        _ => source.Text("link") switch
        {
            "log" => true,
            "identity" => false,
            "auto" => source.Number("power") > 0,
            var other => throw SklearnErrors.HasUnknown(source.Type.Name, $"the link '{other}'"),
        },
    };
}
