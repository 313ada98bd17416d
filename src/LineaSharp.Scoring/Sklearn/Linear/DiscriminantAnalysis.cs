using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Linear;

/// <summary>LinearDiscriminantAnalysis: a linear classifier that can also project onto its directions.</summary>
internal sealed class LinearDiscriminantAnalysis : LinearClassifier
{
    private readonly Matrix? _directions;
    private readonly double[]? _mean;

    public LinearDiscriminantAnalysis(PyObject source) : base(source)
    {
        if (!source.Has("scalings_")) return; // solver lsqr
        var scalings = source.Matrix("scalings_", FeatureCount!.Value);
        var count = source.Has("_max_components") ? Math.Clamp(source.Whole("_max_components"), 0, scalings.Columns) : scalings.Columns;
        _directions = new Matrix(count, scalings.Rows);
        for (var i = 0; i < count; i++)
            for (var f = 0; f < scalings.Rows; f++) _directions[i, f] = scalings[f, i];
        _mean = source.Has("xbar_") ? source.Vector("xbar_", scalings.Rows) : new double[scalings.Rows];
    }

    public override Methods Methods => base.Methods | (_directions is null ? Methods.None : Methods.Transform);

    public override Features Transform(Features x)
    {
        if (_directions is null) throw Lacks("transform");
        return Features.Of(Numbers(x).Map(_directions.Columns, (row, centered) =>
        {
            for (var i = 0; i < row.Length; i++) centered[i] = row[i] - _mean![i];
        }).TimesRowsOf(_directions, []));
    }
}

/// <summary>QuadraticDiscriminantAnalysis: one normal distribution for each class.</summary>
internal sealed class QuadraticDiscriminantAnalysis : Classifier
{
    private readonly Matrix _means;
    private readonly double[] _priors;
    private readonly (Matrix Axes, double LogDeterminant)[] _ofClasses;

    public QuadraticDiscriminantAnalysis(PyObject source) : base(source, ClassLabels.Of(source))
    {
        _means = source.Matrix("means_", Labels.Count);
        FeatureCount ??= _means.Columns;
        _priors = source.Vector("priors_", Labels.Count);
        var rotations = source.Sequence("rotations_");
        var scalings = source.Sequence("scalings_");
        if (rotations.Count != Labels.Count || scalings.Count != Labels.Count || FeatureCount != _means.Columns)
            throw source.Other("rotations_", "one rotation for each class");
        _ofClasses = Enumerable.Range(0, Labels.Count).Select(i => Class(source, rotations[i] as PyArray, scalings[i] as PyArray)).ToArray();
    }

    public override Methods Methods => Methods.Predict | Methods.PredictProba | Methods.DecisionFunction;

    public override Matrix Predict(Features x) => Largest(Scores(x));

    public override Matrix DecisionFunction(Features x) => Labels.Count == 2 ? Scores(x).Map(1, static (row, result) => result[0] = row[1] - row[0]) : Scores(x);

    public override Matrix PredictProba(Features x) => Softmax(Scores(x));

    private Matrix Scores(Features x)
    {
        var centered = new double[_means.Columns];
        return Numbers(x).Map(Labels.Count, (row, result) =>
        {
            for (var c = 0; c < result.Length; c++)
            {
                for (var i = 0; i < row.Length; i++) centered[i] = row[i] - _means[c, i];
                var norm = 0.0;
                for (var a = 0; a < _ofClasses[c].Axes.Rows; a++)
                {
                    var along = Vectors.Dot(centered, _ofClasses[c].Axes.Row(a));
                    norm += along * along;
                }
                result[c] = -0.5 * (norm + _ofClasses[c].LogDeterminant) + Math.Log(_priors[c]);
            }
        });
    }

    private (Matrix, double) Class(PyObject source, PyArray? rotation, PyArray? scaling)
    {
        if (rotation is null || FittedArrays.Of(rotation, _means.Columns) is not { } r || scaling is null || scaling.Length != r.Columns)
            throw source.Other("rotations_", "matrices of the features");
        var s = scaling.ToDoubles();
        var axes = new Matrix(r.Columns, r.Rows);
        for (var a = 0; a < axes.Rows; a++)
            for (var f = 0; f < axes.Columns; f++) axes[a, f] = r[f, a] / Math.Sqrt(s[a]);
        return (axes, s.Sum(Math.Log));
    }
}
