using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Trees.XGBoost;

/// <summary>What a pyfunc's parameters change: MLflow hands them to XGBoost's <c>predict</c>, and leaves out those that it does not know.</summary>
internal static class XGBoostParameters
{
    private static readonly string[] OtherKinds = ["pred_leaf", "pred_contribs", "approx_contribs", "pred_interactions", "training", "strict_shape", "base_margin", "ntree_limit"];

    /// <summary>The model as it predicts with the parameters.</summary>
    /// <exception cref="LineaException">NotSupported: a parameter asks for something else than predictions.</exception>
    public static TreeModel Apply(TreeModel model, IReadOnlyDictionary<string, object?> parameters)
    {
        if (OtherKinds.FirstOrDefault(name => parameters.GetValueOrDefault(name) is not (null or false or 0L)) is { } other)
            throw TreeErrors.NotComputed(model.Source, $"is asked with the parameter '{other}'");
        if (parameters.GetValueOrDefault("output_margin") is true) model = model with { Prediction = Link.Identity(model.Raw.OutputCount), Labels = [] };
        return parameters.GetValueOrDefault("iteration_range") switch
        {
            null => model,
            // An end of 0 is XGBoost's way to say: as usual.
            IReadOnlyList<object?> and [long, 0L] => model,
            IReadOnlyList<object?> and [long and >= 0 and < int.MaxValue and var first, long and <= int.MaxValue and var end] when end >= first => model with { Rounds = new Rounds((int)first, (int)(end - first)) },
            _ => throw new ArgumentException("The parameter 'iteration_range' is no pair of rounds: [first, end).", nameof(parameters)),
        };
    }
}
