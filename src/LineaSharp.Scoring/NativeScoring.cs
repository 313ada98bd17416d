using LineaSharp.Models;
using LineaSharp.Scoring.Sklearn;
using LineaSharp.Scoring.Trees.CatBoost;
using LineaSharp.Scoring.Trees.LightGbm;
using LineaSharp.Scoring.Trees.XGBoost;

namespace LineaSharp.Scoring;

/// <summary>Models trained in Python, computed in .NET: no Python, no native library, nothing in a file is ever run.</summary>
/// <remarks>
/// Register it once (<c>Linea.Use(new NativeScoring())</c>). It reads what the flavors below saved and saves nothing itself. Because a pickle is read as data, it opens
/// directories that are not trusted as well. What it cannot compute exactly it refuses by name.
/// </remarks>
public sealed class NativeScoring : IModelFlavor, IPyFuncEngine
{
    // One row for each flavor.
    private static readonly ScoringFlavor[] Flavors =
    [
        SklearnFiles.Row,
        XGBoostFlavor.Row,
        LightGbmFlavor.Row,
        SklearnFiles.LightGbmRow,
        CatBoostFlavor.Row,
        ProphetModel.Flavor,
        StatsmodelsModel.Flavor,
    ];

    /// <inheritdoc/>
    public string Name => "scoring";

    /// <inheritdoc/>
    public bool IsNative => true;

    /// <inheritdoc/>
    public bool CanSave(object model) => false;

    /// <inheritdoc/>
    public bool Reads(string flavor) => Flavors.Any(f => f.Name == flavor);

    /// <inheritdoc/>
    public bool CanLoadAs(Type type) => Flavors.Any(f => f.Type == type);

    /// <inheritdoc/>
    public string? FindObstacle(MLmodel manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var found = Flavors.Where(f => manifest.Flavors.ContainsKey(f.Name)).ToArray();
        if (found.Length == 0) return $"it computes {string.Join(", ", Flavors.Select(f => f.Name).Distinct())}, and the model has {string.Join(", ", manifest.Flavors.Keys)}";
        return found.Any(f => f.FindObstacle(manifest) is null) ? null : found[0].FindObstacle(manifest);
    }

    Task IModelFlavor.SaveAsync(object model, ModelDirectory directory, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Native scoring reads models and saves none.");

    Task<object> IModelFlavor.LoadAsync(ModelDirectory directory, Type type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var flavor = Flavors.FirstOrDefault(f => f.Type == type && directory.Manifest.Flavors.ContainsKey(f.Name))
            ?? throw new LineaException(ErrorCode.TypeMismatch, $"The model has the flavors {string.Join(", ", directory.Manifest.Flavors.Keys)}, and none of them is a {type.Name}.");
        return Task.Run(() => (object)flavor.Load(directory, cancellationToken), cancellationToken);
    }

    async Task<IPyFuncPredictor> IPyFuncEngine.LoadAsync(ModelDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var flavors = Flavors.Where(f => directory.Manifest.Flavors.ContainsKey(f.Name)).ToArray();
        // Where none can, the loading says why.
        var flavor = flavors.FirstOrDefault(f => f.FindObstacle(directory.Manifest) is null) ?? flavors[0];
        return new Predictor(flavor.Name, await Task.Run(() => flavor.Load(directory, cancellationToken), cancellationToken).ConfigureAwait(false));
    }

    private sealed class Predictor(string flavor, IScoringModel model) : IPyFuncPredictor
    {
        public string Engine => $"LineaSharp.Scoring ({flavor})";

        public Task<ModelData> PredictAsync(ModelData input, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken) =>
            Task.Run(() => model.PredictAsPyFunc(input, parameters), cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
