namespace LineaSharp.Formats;

/// <summary>The formats that need no package.</summary>
public static class BuiltInFormats
{
    /// <summary>New instances, in the order in which they are asked whether they can save a value: JSON, which takes nearly everything, is last.</summary>
    public static IReadOnlyList<IArtifactFormat> Create() =>
    [
        new TextFormat(),
        new BytesFormat(),
        new FileFormat(),
        new DirectoryFormat(),
        new StreamFormat(),
        new NpyFormat(),
        new JsonFormat(),
    ];
}
