namespace LineaSharp.LightGbm;

/// <summary>What a prediction gives.</summary>
public enum PredictionKind
{
    /// <summary>The prediction: a value or a probability, [rows]; with several outputs [rows, outputs].</summary>
    Value = 0,
    /// <summary>The sum of the trees before the objective's last step, shaped as the prediction.</summary>
    Raw = 1,
    /// <summary>The number of the leaf that a row ends in: [rows, trees].</summary>
    Leaf = 2,
    /// <summary>What each feature adds to the raw score (SHAP values), and last the bias: [rows, features + 1], or [rows, outputs, features + 1].</summary>
    Contributions = 3,
}

/// <summary>How a prediction is made.</summary>
public sealed record PredictOptions
{
    /// <summary>What it gives. The default is the value.</summary>
    public PredictionKind Kind { get; init; }

    /// <summary>The rounds whose trees take part: <c>..10</c>, <c>5..</c>. The default is null: all, or those up to the best where training was stopped early.</summary>
    public Range? Rounds { get; init; }
}
