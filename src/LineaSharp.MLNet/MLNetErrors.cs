namespace LineaSharp.MLNet;

/// <summary>The messages of this package.</summary>
internal static class MLNetErrors
{
    public static LineaException TooNew(string? written, string here, Exception? inner) => new(
        ErrorCode.NotSupported,
        $"The model was written by ML.NET {written ?? "of an unknown, newer version"}, and ML.NET {here} runs here, which cannot read it. Update the package Microsoft.ML{(written is null ? "" : $" to {written} or later")}, or save the model again with ML.NET {here}.",
        inner);

    public static LineaException MissingAssembly(string assembly, Exception? inner) => new(
        ErrorCode.NotSupported,
        $"The model needs the assembly '{assembly}', which is not here. Add the package that brings it (the package {assembly}, where it is one of ML.NET's), or, if it is the application's own, load it and register it in the context that the flavor is given.",
        inner);

    public static LineaException ForeignAssembly(string assembly) => new(
        ErrorCode.NotSupported,
        $"The model names the assembly '{assembly}', which is neither of Microsoft.ML nor loaded in this process, so nothing of it is created. If the model is trusted, load that assembly before the model.");

    public static LineaException Damaged(string what, Exception? inner = null) => new(
        ErrorCode.CorruptArtifact, $"The model's zip file is damaged: {what}. Restore it from a backup, or save the model again.", inner);

    public static LineaException WrongType(Type found, Type asked) => new(
        ErrorCode.TypeMismatch, $"The model is a {TypeLabel.Of(found)}, and a {TypeLabel.Of(asked)} was asked for. Ask for ITransformer, MLNetModel or {TypeLabel.Of(found)}.");

    public static LineaException Unreadable(Exception cause, string? written, string here)
    {
        if (cause is FileNotFoundException or FileLoadException && cause.Message.Contains("assembly", StringComparison.OrdinalIgnoreCase))
            return MissingAssembly(((cause as FileNotFoundException)?.FileName ?? (cause as FileLoadException)?.FileName ?? "of one of its components").Split(',')[0], cause);
        if (cause.Message.Contains("too new", StringComparison.Ordinal) || LibraryRelease.IsNewer(written, here)) return TooNew(written, here, cause);
        return new LineaException(
            ErrorCode.CorruptArtifact,
            $"ML.NET {here} cannot read the model{(written is null ? "" : $", which ML.NET {written} wrote")}: {cause.Message.Split('\n')[0].TrimEnd('.', '\r')}. Restore it from a backup, or save the model again.",
            cause);
    }
}
