using System.Globalization;
using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;
using LineaSharp.Scoring.Trees;
using LineaSharp.Scoring.Trees.CatBoost;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>The model inside of CatBoost's Python classes: a cbm, in an attribute.</summary>
internal sealed class CatBoostBlob
{
    private readonly TreeModel _model;
    private readonly TreeEnsemble _ensemble;

    public CatBoostBlob(PyObject source)
    {
        _model = CatBoostModel.Read((source.Get("__model") as PyBytes ?? throw source.Other("__model", "the model's bytes")).Span, source.Type.Name);
        _ensemble = new TreeEnsemble(_model);
    }

    public IReadOnlyList<string>? FeatureNames => _model.IsNamed ? _ensemble.FeatureNames : null;

    public int FeatureCount => _ensemble.FeatureCount;

    public int Outputs => _ensemble.PredictionCount;

    public bool LabelsAreColumn => _model.LabelsAreColumn;

    public IReadOnlyList<object> Labels => _model.Labels;

    public RowFunction Predict => new Function(this, _ensemble.PredictionCount, _ensemble.Predict);

    public bool HasProbabilities => _ensemble.HasProbabilities;

    public RowFunction PredictProba => new Function(this, Labels.Count, _ensemble.PredictProbabilities);

    private Matrix Numbers(Features x)
    {
        var matrix = new Matrix(x.RowCount, x.ColumnCount);
        for (var c = 0; c < x.ColumnCount; c++)
        {
            var column = x.Column(c);
            if (_model.Features[c].Categories is null && column.Numbers is null)
                throw new ArgumentException($"The column '{_model.Features[c].Name}' holds texts, and the model needs numbers.");
            for (var r = 0; r < matrix.Rows; r++)
                matrix[r, c] = _model.Features[c].Categories is { } codes ? codes.CodeOf(Category(column[r], c, r)) : column.Numbers![r];
        }
        return matrix;
    }

    private string Category(object? value, int column, int row) => value switch
    {
        string text => text,
        double number when number == Math.Floor(number) && Math.Abs(number) < 1L << 53 => ((long)number).ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"The column '{_model.Features[column].Name}' is categorical for the model and has {value ?? "a missing value"} in row {row}; text or whole numbers are needed."),
    };

    private sealed class Function(CatBoostBlob blob, int outputs, RowMap map) : RowFunction
    {
        public override int Outputs => outputs;

        public override bool TakesNumbers => blob._model.Features.All(f => f.Categories is null);

        public override Features Of(Features x) => Features.Of(blob.Numbers(x).Map(outputs, map));

        public override void Of(ReadOnlySpan<double> row, Span<double> result) => map(row, result);
    }
}

/// <summary>CatBoostRegressor, CatBoostRanker, CatBoost.</summary>
internal sealed class CatBoostRegressor : Estimator
{
    public CatBoostRegressor(PyObject source) : base(source)
    {
        var blob = new CatBoostBlob(source);
        FeatureNames ??= blob.FeatureNames;
        FeatureCount = blob.FeatureCount;
        IsVector = blob.Outputs == 1;
        Predict = OfColumns(blob.Predict);
    }

    public override bool IsVector { get; }
}

/// <summary>CatBoostClassifier. With three classes and more its labels are a column, as there.</summary>
internal sealed class CatBoostClassifier : Classifier
{
    public CatBoostClassifier(PyObject source) : this(source, new CatBoostBlob(source)) { }

    private CatBoostClassifier(PyObject source, CatBoostBlob blob)
        : base(source, blob.Labels.Count == 0 ? throw SklearnErrors.HasUnknown(source.Type.Name, "several labels a row") : ClassLabels.Of(blob.Labels.ToArray(), source, "__model"))
    {
        FeatureNames ??= blob.FeatureNames;
        FeatureCount = blob.FeatureCount;
        IsVector = !blob.LabelsAreColumn;
        Predict = OfColumns(blob.Predict);
        if (blob.HasProbabilities) PredictProba = OfColumns(blob.PredictProba);
    }

    public override bool IsVector { get; }
}
