using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Statsmodels;

/// <summary>What a pickle of results holds, as far as a prediction needs it.</summary>
/// <param name="Type">The model's class.</param>
/// <param name="Design">From a table to the columns.</param>
/// <param name="Formula">The formula that the model was fitted by; null without one.</param>
/// <param name="Parameters">By equation: one, or with MNLogit one for each outcome but the first.</param>
/// <param name="Mean">From the linear predictor to the mean; null where the outcomes' probabilities are given.</param>
internal sealed record FittedStatsmodel(string Type, Design Design, string? Formula, double[][] Parameters, Func<double, double>? Mean);

/// <summary>Reads <c>model.statsmodels</c>: a pickle of results, or of the wrapper around them that keeps labels.</summary>
/// <remarks>
/// Of the results, <c>params</c> and <c>model</c>; of the model its class, and <c>data</c>: <c>orig_exog</c> has the columns' names, and <c>frame</c> the data of a formula. After
/// <c>remove_data()</c> both are None.
/// </remarks>
internal static class StatsmodelsFile
{
    private sealed record Kind(string Module, string Name, Func<PyObject, Func<double, double>?> Mean);

    private static readonly Kind[] Kinds =
    [
        new("statsmodels.regression.linear_model", "OLS", _ => MeanFunction.Identity),
        new("statsmodels.regression.linear_model", "WLS", _ => MeanFunction.Identity),
        new("statsmodels.regression.linear_model", "GLS", _ => MeanFunction.Identity),
        new("statsmodels.robust.robust_linear_model", "RLM", _ => MeanFunction.Identity),
        new("statsmodels.regression.quantile_regression", "QuantReg", _ => MeanFunction.Identity),
        new("statsmodels.genmod.generalized_linear_model", "GLM", MeanFunction.OfGlm),
        new("statsmodels.discrete.discrete_model", "Logit", _ => MeanFunction.Logistic),
        new("statsmodels.discrete.discrete_model", "Probit", _ => NormalDistribution.Cdf),
        new("statsmodels.discrete.discrete_model", "MNLogit", _ => null),
        new("statsmodels.discrete.discrete_model", "Poisson", _ => Math.Exp),
        new("statsmodels.discrete.discrete_model", "NegativeBinomial", _ => Math.Exp),
    ];

    public static FittedStatsmodel Read(object? pickled)
    {
        if (pickled is not PyObject results) throw StatsmodelsErrors.Damaged($"the file holds {PyValue.Describe(pickled)} where results belong");
        results = results.Find("_results") as PyObject ?? results;
        if (results.Find("model") is not PyObject model) throw StatsmodelsErrors.Unknown(results.Type.Name, Kinds.Select(k => k.Name));
        var type = model.Type;
        if (type.Module.StartsWith("statsmodels.tsa.", StringComparison.Ordinal)) throw StatsmodelsErrors.IsTimeSeries(type.Name);
        var kind = Array.Find(Kinds, k => k.Module == type.Module && k.Name == type.Name) ?? throw StatsmodelsErrors.Unknown(type.Name, Kinds.Select(k => k.Name));

        var data = model.Object("data");
        var names = Names(data.Find("orig_exog"));
        var parameters = Parameters(results.Array("params"), kind.Name == "MNLogit");
        var width = names?.Count ?? parameters[0].Length - Extra(model);
        if (width <= 0 || width > parameters[0].Length) throw StatsmodelsErrors.Damaged($"it has {parameters[0].Length} parameters for {width} columns");
        var formula = model.Find("formula") as string ?? data.Find("formula") as string;
        Design design = formula is null
            ? new PlainDesign(width, names, PyValue.AsWhole(data.Find("k_constant")) is > 0)
            : FormulaDesign.Of(formula, names ?? throw StatsmodelsErrors.FormulaWithoutData(formula), PandasFrame.Find(data.Find("frame")) ?? throw StatsmodelsErrors.FormulaWithoutData(formula));
        return new FittedStatsmodel(kind.Name, design, formula, Array.ConvertAll(parameters, p => p[..width]), kind.Mean(model));
    }

    // A frame has names; so has a series, of the only column. The names of arrays were made up by statsmodels.
    private static IReadOnlyList<string>? Names(object? columns) => PandasFrame.Find(columns)?.Names is { } names && names.Distinct(StringComparer.Ordinal).Count() == names.Count ? names : null;

    // The dispersion stands behind the columns' parameters.
    private static int Extra(PyObject model) => model.Type.Name == "NegativeBinomial" && model.Find("loglike_method") is not "geometric" ? 1 : 0;

    private static double[][] Parameters(PyArray parameters, bool hasOutcomes)
    {
        var values = parameters.ToDoubles();
        return (hasOutcomes, parameters.Shape) switch
        {
            (false, [_]) => [values],
            (true, [> 0 and var columns, var outcomes]) => Enumerable.Range(0, outcomes).Select(o => Enumerable.Range(0, columns).Select(c => values[c * outcomes + o]).ToArray()).ToArray() is { Length: > 0 } all
                ? all : throw StatsmodelsErrors.Damaged("it has no outcomes"),
            _ => throw StatsmodelsErrors.Damaged($"its parameters are an array {parameters}"),
        };
    }
}
