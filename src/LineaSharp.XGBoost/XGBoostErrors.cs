using LineaSharp.XGBoost.Native;

namespace LineaSharp.XGBoost;

/// <summary>The messages of this package.</summary>
internal static class XGBoostErrors
{
    public static LineaException NoLibrary(string tried) => new(
        ErrorCode.NotConfigured,
        $"libxgboost was not found; tried: {(tried.Length == 0 ? $"what {NativeLibraryPlaces.Variable} names" : tried)}. Install it (Debian: apt-get install libxgboost0; Python: pip install xgboost), " +
        $"or set {NativeLibraryPlaces.Variable} to the file or its folder.");

    public static LineaException Failed(string what, string message) => new(ErrorCode.InvalidArgument, $"XGBoost could not {what}: {Gist(message)}.");

    public static LineaException Damaged(string fault) => new(
        ErrorCode.CorruptArtifact, $"The XGBoost model is damaged: {fault}. Restore it from a backup, or save the model again.");

    public static LineaException IsNewer(Version file, Version library) => new(
        ErrorCode.NotSupported,
        $"The model was written by XGBoost {file}; the library here is {library}, which could load it without an error and predict wrong numbers. Install a newer library and let " +
        $"{NativeLibraryPlaces.Variable} name it, or predict without it: by the native scorer of the package LineaSharp.Scoring, or in the Python worker of LineaSharp.Python.");

    public static LineaException HasNoVersion(string kind) => new(
        ErrorCode.CorruptArtifact,
        $"The XGBoost model's {kind} file does not say which version wrote it, as every version since 1.0 does; so it cannot be known whether this library reads it rightly. " +
        "Load it with the XGBoost that wrote it and save it again with one of 1.6 or later.");

    public static LineaException IsOldBinary(Version library) => new(
        ErrorCode.NotSupported,
        $"The model is in XGBoost's old binary format, which the library here ({library}) does not read any more. Load it with XGBoost 3.0 or older and save it again, or predict in the Python worker of LineaSharp.Python.");

    public static LineaException HasVectorLeaves() => new(
        ErrorCode.NotSupported, "The XGBoost model has trees with several values in a leaf (multi_strategy=multi_output_tree), which this package does not check and so does not load. Predict in the Python worker of LineaSharp.Python.");

    public static LineaException CannotLoad(Version file, Version library, string message) => new(
        ErrorCode.CorruptArtifact, $"XGBoost {library} refuses the model, which XGBoost {file} wrote: {Gist(message)}. Restore it from a backup, or save the model again.");

    // The native message is a time, a source line, the fault, and a stack trace.
    private static string Gist(string message)
    {
        var first = message.Split("Stack trace", 2)[0].Trim();
        var start = first.IndexOf("] ", StringComparison.Ordinal) is var at and >= 0 && first.StartsWith('[') ? at + 2 : 0;
        return first[start..].ReplaceLineEndings(" ").TrimEnd('.', ' ');
    }
}
