using System.Globalization;
using LineaSharp.XGBoost.Files;
using LineaSharp.XGBoost.Native;

namespace LineaSharp.XGBoost;

/// <summary>A trained XGBoost model.</summary>
/// <remarks>Predicting is safe from many threads. Whatever changes the model (training on, parameters, attributes, names) is not, while others use it.</remarks>
public sealed partial class Booster : IDisposable
{
    internal const string PlainClass = "xgboost.core.Booster";

    private readonly BoosterHandle _handle;

    private Booster(BoosterHandle handle) => _handle = handle;

    /// <summary>The number of features that it predicts on.</summary>
    public int FeatureCount
    {
        get
        {
            NativeCall.Check(NativeMethods.XGBoosterGetNumFeature(_handle, out var count), "tell the number of features");
            return checked((int)count);
        }
    }

    /// <summary>The number of rounds that it was trained in.</summary>
    public int RoundCount
    {
        get
        {
            NativeCall.Check(NativeMethods.XGBoosterBoostedRounds(_handle, out var count), "tell the number of rounds");
            return count;
        }
    }

    /// <summary>The features' names; empty when they have none.</summary>
    public IReadOnlyList<string> FeatureNames { get => GetTexts("feature_name"); set => SetTexts("feature_name", value); }

    /// <summary>The features' types in XGBoost's words; empty when they have none.</summary>
    public IReadOnlyList<string> FeatureTypes { get => GetTexts("feature_type"); set => SetTexts("feature_type", value); }

    /// <summary>The best round, from 0, of a model that was trained with early stopping; null for another.</summary>
    public int? BestIteration => GetAttribute("best_iteration") is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var best) ? best : throw XGBoostErrors.Damaged($"its attribute best_iteration is '{text}'");

    /// <summary>The score of the best round; null for a model that was trained without early stopping.</summary>
    public double? BestScore => double.TryParse(GetAttribute("best_score"), NumberStyles.Float, CultureInfo.InvariantCulture, out var score) ? score : null;

    /// <summary>
    /// The Python class that the model is of in MLflow: <c>xgboost.core.Booster</c>, or the class of XGBoost's scikit-learn interface that wrote it. Loading keeps it, so
    /// that saving the model again lets Python load what it was. It decides nothing here but what <see cref="Models.PyFuncModel"/> gives: labels, for a classifier.
    /// </summary>
    public string ModelClass { get; internal set; } = PlainClass;

    /// <summary>Loads a model of its bytes.</summary>
    /// <param name="bytes">UBJSON, JSON, or XGBoost's old binary format, as far as the library reads it.</param>
    /// <exception cref="LineaException">
    /// NotSupported: it is newer than the library here. CorruptArtifact: it is no valid model, or does not say its version. NotConfigured: there is no libxgboost.
    /// </exception>
    public static unsafe Booster FromBytes(ReadOnlySpan<byte> bytes)
    {
        var library = NativeLibraryFile.Required.Version;
        var version = ModelFile.Check(bytes, library);
        var booster = Create([]);
        try
        {
            fixed (byte* first = bytes)
            {
                // The last word belongs to the library: an objective that it does not know, for one.
                if (NativeMethods.XGBoosterLoadModelFromBuffer(booster._handle, first, (ulong)bytes.Length) != 0
                    || NativeMethods.XGBoosterBoostedRounds(booster._handle, out _) != 0) throw XGBoostErrors.CannotLoad(version, library, NativeCall.LastError());
            }
            return booster;
        }
        catch
        {
            booster.Dispose();
            throw;
        }
    }

    /// <summary>Loads a model of a file.</summary>
    /// <param name="path">A local file; it may be gone afterwards.</param>
    /// <exception cref="LineaException">As <see cref="FromBytes"/>.</exception>
    public static Booster FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FromBytes(File.ReadAllBytes(path));
    }

    /// <summary>The model's bytes.</summary>
    public unsafe byte[] ToBytes(ModelFormat format = ModelFormat.Ubj)
    {
        var config = format == ModelFormat.Json ? "{\"format\":\"json\"}" : "{\"format\":\"ubj\"}";
        NativeCall.Check(NativeMethods.XGBoosterSaveModelToBuffer(_handle, config, out var length, out var bytes), "save the model");
        return new ReadOnlySpan<byte>(bytes, checked((int)length)).ToArray();
    }

    /// <summary>Writes the model to a file, as JSON when its name ends in <c>.json</c>, else as UBJSON.</summary>
    public void SaveFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        File.WriteAllBytes(path, ToBytes(path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? ModelFormat.Json : ModelFormat.Ubj));
    }

    /// <summary>The names of the attributes.</summary>
    public unsafe IReadOnlyList<string> GetAttributeNames()
    {
        NativeCall.Check(NativeMethods.XGBoosterGetAttrNames(_handle, out var length, out var names), "tell the attributes");
        return NativeCall.Texts(names, length);
    }

    /// <summary>The value of an attribute, or null when there is none of that name.</summary>
    public unsafe string? GetAttribute(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        NativeCall.Check(NativeMethods.XGBoosterGetAttr(_handle, name, out var value, out var found), $"read the attribute '{name}'");
        return found == 0 ? null : NativeCall.Text(value);
    }

    /// <summary>Sets an attribute, which is saved with the model; null removes it.</summary>
    public void SetAttribute(string name, string? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        NativeCall.Check(NativeMethods.XGBoosterSetAttr(_handle, name, value), $"set the attribute '{name}'");
    }

    /// <summary>Sets a parameter, such as <c>nthread</c>. Parameters of training are not saved with the model.</summary>
    public void SetParameter(string name, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        foreach (var text in Parameters.Texts(name, value)) NativeCall.Check(NativeMethods.XGBoosterSetParam(_handle, name, text), $"set the parameter '{name}'");
        Configure();
    }

    /// <summary>How important each feature is, by name (<c>f0</c>, <c>f1</c> … where it has none). Features that no tree uses are left out.</summary>
    public unsafe IReadOnlyDictionary<string, float> GetImportance(ImportanceType type = ImportanceType.Weight)
    {
        var name = type switch
        {
            ImportanceType.Gain => "gain",
            ImportanceType.Cover => "cover",
            ImportanceType.TotalGain => "total_gain",
            ImportanceType.TotalCover => "total_cover",
            _ => "weight",
        };
        NativeCall.Check(NativeMethods.XGBoosterFeatureScore(_handle, $"{{\"importance_type\":\"{name}\"}}", out var count, out var names, out var rank, out var shape, out var scores), "tell the importance of features");
        // A linear model of several outputs has one value for each; their sizes add up.
        var outputs = rank == 2 ? checked((int)shape[1]) : 1;
        var importance = new Dictionary<string, float>(StringComparer.Ordinal);
        var all = NativeCall.Texts(names, count);
        for (var i = 0; i < all.Length; i++) importance[all[i]] = outputs == 1 ? scores[i] : new ReadOnlySpan<float>(scores + (i * outputs), outputs).ToArray().Sum(Math.Abs);
        return importance;
    }

    /// <summary>Lets go of the model.</summary>
    public void Dispose() => _handle.Dispose();

    private static unsafe Booster Create(IReadOnlyList<DMatrixHandle> cached)
    {
        _ = NativeLibraryFile.Required;
        BoosterHandle? handle = null;
        NativeCall.Check(NativeCall.WithHandles(cached, pointers => NativeMethods.XGBoosterCreate((nint*)pointers, (ulong)cached.Count, out handle)), "make a model");
        return new(handle!);
    }

    // The library configures a changed model at its next use, which would be a race between threads that predict.
    private void Configure() => NativeCall.Check(NativeMethods.XGBoosterBoostedRounds(_handle, out _), "configure the model");

    private unsafe string[] GetTexts(string field)
    {
        NativeCall.Check(NativeMethods.XGBoosterGetStrFeatureInfo(_handle, field, out var length, out var texts), $"read the field {field}");
        return NativeCall.Texts(texts, length);
    }

    private unsafe void SetTexts(string field, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count > 0 && texts.Count != FeatureCount) throw new ArgumentException($"{texts.Count} texts were given; the model has {FeatureCount} features.", nameof(texts));
        NativeCall.Check(NativeCall.WithTexts(texts, pointers => NativeMethods.XGBoosterSetStrFeatureInfo(_handle, field, (byte**)pointers, (ulong)texts.Count)), $"set the field {field}");
    }
}
