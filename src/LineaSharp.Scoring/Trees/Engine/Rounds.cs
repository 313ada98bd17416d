namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>A range of boosting rounds.</summary>
/// <param name="First">The first round, from 0.</param>
/// <param name="Count">How many; beyond the end there are none.</param>
internal readonly record struct Rounds(int First, int Count)
{
    public static Rounds All { get; } = new(0, int.MaxValue);
}
