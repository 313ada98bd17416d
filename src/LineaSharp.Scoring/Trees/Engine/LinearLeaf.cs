namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>A leaf whose value is a linear function of the row (LightGBM's linear trees); where one of its features is NaN, the leaf's plain value stands.</summary>
internal sealed record LinearLeaf(double Constant, IReadOnlyList<int> Features, IReadOnlyList<double> Coefficients);
