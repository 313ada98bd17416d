namespace LineaSharp.Scoring;

/// <summary>The messages of this package.</summary>
internal static class ScoringErrors
{
    private const string Remedy = "Restore it from a backup, or save the model again.";

    public static LineaException Damaged(string file, string fault, Exception? inner = null) => new(
        ErrorCode.CorruptArtifact, $"{file} is damaged: {fault} {Remedy}", inner);

    public static LineaException Unreadable(string file, string feature, string advice) => new(
        ErrorCode.NotSupported, $"{file} {feature} {advice}");

    public static LineaException TooLarge(string file, string what) => new(
        ErrorCode.NotSupported, $"{file} {what}, more than is read. If the model is really that large, serve it with Python (LineaSharp.Python).");

    public static LineaException LacksAttribute(string type, string attribute) => new(
        ErrorCode.CorruptArtifact, $"The {type} in the file has no '{attribute}'. It was saved before it was fitted, or the file is damaged. Fit it and save it again.");

    public static LineaException HasOtherAttribute(string type, string attribute, string expected, string found) => new(
        ErrorCode.CorruptArtifact, $"The {type} in the file has {found} as '{attribute}', where {expected} belongs. {Remedy}");
}
