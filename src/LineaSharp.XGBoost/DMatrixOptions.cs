namespace LineaSharp.XGBoost;

/// <summary>What belongs to the rows and columns of a <see cref="DMatrix"/> beside the values.</summary>
public sealed record DMatrixOptions
{
    /// <summary>What is to be predicted, one a row; [rows × targets] one row after the other for several targets. The default is none.</summary>
    public IReadOnlyList<float>? Labels { get; init; }

    /// <summary>The weights of the rows; for ranking, of the groups. The default is 1 each.</summary>
    public IReadOnlyList<float>? Weights { get; init; }

    /// <summary>The margins that boosting starts from, one a row and output. The default is the model's base score.</summary>
    public IReadOnlyList<float>? BaseMargins { get; init; }

    /// <summary>For ranking: the sizes of the groups that the rows form, in order. The default is none.</summary>
    public IReadOnlyList<int>? Groups { get; init; }

    /// <summary>For survival models: the lower bounds of the labels. The default is none.</summary>
    public IReadOnlyList<float>? LabelLowerBounds { get; init; }

    /// <summary>For survival models: the upper bounds of the labels, which may be infinite. The default is none.</summary>
    public IReadOnlyList<float>? LabelUpperBounds { get; init; }

    /// <summary>The columns' names. The default is those of the table, or none.</summary>
    public IReadOnlyList<string>? FeatureNames { get; init; }

    /// <summary>The columns' types in XGBoost's words: <c>float</c>, <c>int</c>, <c>i</c> (0 or 1), <c>q</c> (a quantity), <c>c</c> (categories 0, 1, …). The default is those of the table's columns, or none.</summary>
    public IReadOnlyList<string>? FeatureTypes { get; init; }

    /// <summary>The value that stands for a missing one, beside NaN. The default is NaN.</summary>
    public float Missing { get; init; } = float.NaN;
}
