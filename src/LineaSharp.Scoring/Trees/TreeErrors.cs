namespace LineaSharp.Scoring.Trees;

/// <summary>What can be wrong with a file of trees.</summary>
internal static class TreeErrors
{
    public static LineaException Malformed(string source, string problem, Exception? inner = null) =>
        new(ErrorCode.CorruptArtifact, $"{source} is damaged: {problem}.", inner);

    public static LineaException NotComputed(string source, string what, string advice = "Use the model's Python environment (LineaSharp.Python) for it.") =>
        new(ErrorCode.NotSupported, $"{source} {what}, which is not computed natively. {advice}");
}
