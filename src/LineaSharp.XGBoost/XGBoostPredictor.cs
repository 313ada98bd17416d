using LineaSharp.Models;
using LineaSharp.XGBoost.Native;

namespace LineaSharp.XGBoost;

/// <summary>A model that predicts as MLflow's pyfunc does with it.</summary>
internal sealed class XGBoostPredictor : IPyFuncPredictor
{
    private readonly Booster _booster;
    private readonly SklearnModel? _sklearn;

    public XGBoostPredictor(Booster booster)
    {
        _booster = booster;
        _sklearn = booster.ModelClass == Booster.PlainClass ? null : new(booster);
    }

    public string Engine => $"libxgboost {NativeLibraryFile.Required.Version}";

    public Task<ModelData> PredictAsync(ModelData input, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken) =>
        Task.Run(() => Predict(input, parameters), cancellationToken);

    public ValueTask DisposeAsync()
    {
        _booster.Dispose();
        return ValueTask.CompletedTask;
    }

    private ModelData Predict(ModelData input, IReadOnlyDictionary<string, object?> parameters)
    {
        using var data = MatrixOf(input.AsTable(), named: input.Table is not null);
        return _sklearn is null ? _booster.Predict(data, PredictParameters.Of(parameters)).ToArray() : _sklearn.Predict(data, parameters);
    }

    // A table's columns are taken by name, a tensor's in order.
    private DMatrix MatrixOf(Table table, bool named)
    {
        var names = _booster.FeatureNames;
        if (named && names.Count > 0) return new(new Table(names.Select(name => table[name]).ToArray()));
        return new(table, new() { FeatureNames = names.Count == table.Columns.Count ? names : null });
    }
}
