namespace LineaSharp.XGBoost;

/// <summary>What a prediction gives.</summary>
public enum PredictionKind
{
    /// <summary>The prediction: a value or a probability, [rows]; with several outputs [rows, outputs].</summary>
    Value,
    /// <summary>The sum of the trees before the objective's last step, shaped as the prediction.</summary>
    Margin,
    /// <summary>What each feature adds to the margin (SHAP values), and last the bias: [rows, features + 1], or [rows, outputs, features + 1].</summary>
    Contributions,
    /// <summary>The same, approximated.</summary>
    ApproximateContributions,
    /// <summary>What each pair of features adds: [rows, features + 1, features + 1], or [rows, outputs, …].</summary>
    Interactions,
    /// <summary>The same, approximated.</summary>
    ApproximateInteractions,
    /// <summary>The number of the leaf that a row ends in: [rows, trees].</summary>
    Leaf,
}

/// <summary>How a prediction is made.</summary>
public sealed record PredictOptions
{
    /// <summary>What it gives. The default is the value.</summary>
    public PredictionKind Kind { get; init; }

    /// <summary>The rounds whose trees take part: <c>..10</c>, <c>5..</c>. The default is all.</summary>
    public Range Rounds { get; init; } = Range.All;
}
