namespace LineaSharp.XGBoost.Files;

/// <summary>The nodes of one tree, as far as they lead from one place to another.</summary>
internal sealed class TreeNodes(int count)
{
    public int Count => count;

    /// <summary>What the file says about how many nodes pruning has deleted.</summary>
    public int DeletedCount { get; init; }

    public int[] Parents { get; init; } = new int[count];

    /// <summary>-1 at a leaf.</summary>
    public int[] Left { get; init; } = new int[count];

    public int[] Right { get; init; } = new int[count];

    public int[] Features { get; init; } = new int[count];

    public bool[] DefaultLeft { get; init; } = new bool[count];

    /// <summary>Whether a node splits by categories.</summary>
    public bool[] IsCategorical { get; init; } = new bool[count];

    public bool IsDeleted(int node) => Features[node] == int.MaxValue && DefaultLeft[node];
}
