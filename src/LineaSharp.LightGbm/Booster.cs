using System.Text;
using LineaSharp.LightGbm.Files;
using LineaSharp.LightGbm.Native;

namespace LineaSharp.LightGbm;

/// <summary>A trained LightGBM model.</summary>
/// <remarks>Immutable, and safe to use from many threads.</remarks>
public sealed partial class Booster : IDisposable
{
    private readonly BoosterHandle _handle;

    private Booster(BoosterHandle handle)
    {
        _handle = handle;
        NativeCall.Check(NativeMethods.LGBM_BoosterGetNumFeature(handle, out var features), "tell the number of features");
        NativeCall.Check(NativeMethods.LGBM_BoosterGetNumClasses(handle, out var outputs), "tell the number of outputs");
        NativeCall.Check(NativeMethods.LGBM_BoosterGetCurrentIteration(handle, out var rounds), "tell the number of rounds");
        (FeatureCount, OutputCount, RoundCount, FeatureNames) = (features, outputs, rounds, NativeCall.FeatureNames(handle));
    }

    /// <summary>The number of features that it predicts on.</summary>
    public int FeatureCount { get; }

    /// <summary>The number of values of a prediction: the classes of a model of several, else 1.</summary>
    public int OutputCount { get; }

    /// <summary>The number of rounds that it was trained in.</summary>
    public int RoundCount { get; }

    /// <summary>How many rounds were best, of a model that was trained here with early stopping; null for another. Predictions and saved models end there.</summary>
    public int? BestIteration { get; private init; }

    /// <summary>The features' names: <c>Column_0</c> … where they were given none.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    // What Python's LightGBM knows of pandas' categories, in JSON; saved again as it came.
    internal string PandasCategories { get; private init; } = "null";

    /// <summary>Loads a model of its text.</summary>
    /// <exception cref="LineaException">CorruptArtifact: it is no valid model. NotSupported: its format is newer than the library. NotConfigured: the library cannot be loaded.</exception>
    public static Booster FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FromBytes(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Loads a model of a file.</summary>
    /// <param name="path">A local file; it may be gone afterwards.</param>
    /// <exception cref="LineaException">As <see cref="FromText"/>.</exception>
    public static Booster FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FromBytes(File.ReadAllBytes(path));
    }

    /// <summary>The model's text, as Python's LightGBM writes it.</summary>
    public unsafe string ToText()
    {
        var rounds = BestIteration ?? -1;
        NativeCall.Check(NativeMethods.LGBM_BoosterSaveModelToString(_handle, 0, rounds, 0, 0, out var length, null), "save the model");
        var text = new byte[checked((int)length)];
        fixed (byte* first = text) NativeCall.Check(NativeMethods.LGBM_BoosterSaveModelToString(_handle, 0, rounds, 0, length, out _, first), "save the model");
        // The length counts the closing zero.
        return Encoding.UTF8.GetString(text.AsSpan(0, text.Length - 1)) + $"\npandas_categorical:{PandasCategories}\n";
    }

    /// <summary>Writes the model's text to a file.</summary>
    public void SaveFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        File.WriteAllText(path, ToText());
    }

    /// <summary>How important each feature is, by name.</summary>
    public unsafe IReadOnlyDictionary<string, double> GetImportance(ImportanceType type = ImportanceType.Split)
    {
        var values = new double[FeatureCount];
        fixed (double* first = values) NativeCall.Check(NativeMethods.LGBM_BoosterFeatureImportance(_handle, BestIteration ?? -1, (int)type, first), "tell the importance of features");
        return FeatureNames.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    /// <summary>Lets go of the model.</summary>
    public void Dispose() => _handle.Dispose();

    internal static unsafe Booster FromBytes(byte[] text)
    {
        NativeCall.RequireLibrary();
        var categories = ModelText.Check(text);
        fixed (byte* first = (byte[])[.. text, 0])
        {
            // The last word belongs to the library: an objective that it does not know, for one.
            if (NativeMethods.LGBM_BoosterLoadModelFromString(first, out _, out var handle) != 0) throw LightGbmErrors.CannotLoad(NativeCall.LastError());
            return new(handle) { PandasCategories = categories };
        }
    }
}
