namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>One node of a tree as a format states it: the form that every format is translated into before <see cref="ForestBuilder"/> checks and packs it.</summary>
/// <remarks>
/// <para>Children are indexes into the tree's own list of nodes; node 0 is the root. Nodes that the root does not lead to are left out.</para>
/// <para>A numeric split goes left when <c>value &lt;= threshold</c> (or <c>&lt;</c>), right otherwise, and where <see cref="MissingLeft"/> says when the value is missing. NaN is
/// always missing; <see cref="ZeroIsMissing"/> adds the numbers of at most 1e-35. A format in which NaN counts as 0 says so by <c>missingLeft: 0 &lt;= threshold</c>.</para>
/// </remarks>
internal readonly record struct TreeNode
{
    private TreeNode(int left, int right) => (Left, Right) = (left, right);

    public int Left { get; }

    public int Right { get; }

    public bool IsLeaf => Left < 0;

    /// <summary>Where the leaf's values begin in the tree's list of leaf values.</summary>
    public int Leaf { get; private init; }

    public int Feature { get; private init; }

    public double Threshold { get; private init; }

    /// <summary>The value goes left when it is less than the threshold; equal ones go right.</summary>
    public bool IsStrict { get; private init; }

    public bool MissingLeft { get; private init; }

    public bool ZeroIsMissing { get; private init; }

    /// <summary>The categories of a categorical split; null for a numeric one.</summary>
    public CategorySet? Categories { get; private init; }

    /// <summary>A leaf.</summary>
    /// <param name="offset">Where its value (or its first value, one for each output) is in the tree's list of leaf values.</param>
    public static TreeNode AtLeaf(int offset) => new(-1, -1) { Leaf = offset };

    /// <summary>Left when <c>value &lt;= threshold</c>: scikit-learn, LightGBM.</summary>
    public static TreeNode AtMost(int feature, double threshold, bool missingLeft, int left, int right) =>
        new(left, right) { Feature = feature, Threshold = threshold, MissingLeft = missingLeft };

    /// <summary>Left when <c>value &lt; threshold</c>: XGBoost.</summary>
    public static TreeNode Below(int feature, double threshold, bool missingLeft, int left, int right) =>
        new(left, right) { Feature = feature, Threshold = threshold, MissingLeft = missingLeft, IsStrict = true };

    /// <summary>Left when the value's category is one of the set's.</summary>
    public static TreeNode OfCategories(int feature, CategorySet categories, bool missingLeft, int left, int right) =>
        new(left, right) { Feature = feature, Categories = categories, MissingLeft = missingLeft };

    /// <summary>The same split, with zeros missing as well as NaN: LightGBM's missing type <c>Zero</c>.</summary>
    public TreeNode WithZeroMissing() => this with { ZeroIsMissing = true };
}
