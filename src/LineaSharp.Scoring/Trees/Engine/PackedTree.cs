namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>Where a tree is in its forest.</summary>
/// <param name="Root">Its first node.</param>
/// <param name="Depth">The most steps to a leaf.</param>
/// <param name="Output">The output that its leaves add to; -1 when they add to all of them.</param>
/// <param name="HasCategories">Whether any split is categorical.</param>
internal readonly record struct PackedTree(int Root, int Depth, int Output, bool HasCategories);

/// <summary>A categorical split.</summary>
internal sealed record CategorySplit(CategorySet Categories, bool MissingLeft);
