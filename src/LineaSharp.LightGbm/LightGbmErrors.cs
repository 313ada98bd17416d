namespace LineaSharp.LightGbm;

/// <summary>The messages of this package.</summary>
internal static class LightGbmErrors
{
    private const string WaysOut = "by the native scorer of the package LineaSharp.Scoring, or in the Python worker of LineaSharp.Python";

    public static LineaException NoLibrary() => new(
        ErrorCode.NotConfigured,
        $"LightGBM's native library cannot be loaded. The package LightGBM brings it for x64 on Linux, macOS and Windows; on Linux it needs GNU's OpenMP (Debian: apt-get install libgomp1). Without it, predict {WaysOut}.");

    public static LineaException NoThreadCount(IEnumerable<string> files) => new(
        ErrorCode.NotSupported, $"A training's num_threads cannot be kept to it: OpenMP's library is not found here ({string.Join(", ", files)}). Leave it out, and set OMP_NUM_THREADS for the whole program instead.");

    public static LineaException Failed(string what, string message) => new(ErrorCode.InvalidArgument, $"LightGBM could not {what}: {message.Trim().TrimEnd('.')}.");

    public static LineaException Damaged(string fault) => new(
        ErrorCode.CorruptArtifact, $"The LightGBM model is damaged: {fault}. Restore it from a backup, or save the model again.");

    public static LineaException IsNewer(string version) => new(
        ErrorCode.NotSupported, $"The LightGBM model's format is '{version}'; LightGBM {LightGbm.LibraryVersion} here reads v2 to v4. Predict in the Python worker of LineaSharp.Python, with a newer LightGBM.");

    public static LineaException CannotLoad(string message) => new(
        ErrorCode.CorruptArtifact, $"LightGBM {LightGbm.LibraryVersion} refuses the model: {message.Trim().TrimEnd('.')}. Restore it from a backup, or save the model again.");

    public static LineaException IsPythonObject(string modelClass, string file) => new(
        ErrorCode.NotSupported,
        $"The model is a '{modelClass}' in the file '{file}': a Python object that LightGBM's scikit-learn interface wrote, and not LightGBM's own text. Predict {WaysOut}; " +
        "or save its booster_ with mlflow.lightgbm.");

    public static LineaException HasPandasCategories() => new(
        ErrorCode.NotSupported,
        $"The LightGBM model was trained on categories of pandas, which it knows by their codes; which column of a table holds which is not recorded. Give the codes as an array, or predict {WaysOut}.");
}
