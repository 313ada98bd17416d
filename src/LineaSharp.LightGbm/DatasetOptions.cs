namespace LineaSharp.LightGbm;

/// <summary>What belongs to the rows and columns of a <see cref="Dataset"/> beside the values.</summary>
public sealed record DatasetOptions
{
    /// <summary>What is to be predicted, one a row. The default is none.</summary>
    public IReadOnlyList<float>? Labels { get; init; }

    /// <summary>The weights of the rows. The default is 1 each.</summary>
    public IReadOnlyList<float>? Weights { get; init; }

    /// <summary>The raw scores that boosting starts from: one a row; for several outputs, those of all rows for the first output, then for the second … The default is none.</summary>
    public IReadOnlyList<double>? InitScores { get; init; }

    /// <summary>For ranking: the sizes of the groups that the rows form, in order. The default is none.</summary>
    public IReadOnlyList<int>? Groups { get; init; }

    /// <summary>The columns' names, without spaces and JSON's own characters. The default is those of the table, or <c>Column_0</c> …</summary>
    public IReadOnlyList<string>? FeatureNames { get; init; }

    /// <summary>The columns whose values are categories 0, 1, …, by number. The default is none.</summary>
    public IReadOnlyList<int> CategoricalFeatures { get; init; } = [];
}
