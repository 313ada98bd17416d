using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Linear;

/// <summary>LinearDiscriminantAnalysis: a linear classifier that can also project onto its directions.</summary>
internal sealed class LinearDiscriminantAnalysis : LinearClassifier
{
    public LinearDiscriminantAnalysis(PyObject source) : base(source)
    {
        if (!source.Has("scalings_")) return; // solver lsqr
        var scalings = source.Matrix("scalings_", FeatureCount!.Value);
        var count = source.Has("_max_components") ? Math.Clamp(source.Whole("_max_components"), 0, scalings.Columns) : scalings.Columns;
        var all = scalings.Transposed();
        var directions = new Matrix(all.Values[..(count * all.Columns)], count, all.Columns);
        var mean = source.Has("xbar_") ? source.Vector("xbar_", scalings.Rows) : new double[scalings.Rows];
        Transform = OfNumbers(count, (row, result) =>
        {
            using var centered = new Scratch<double>(row.Length);
            for (var i = 0; i < row.Length; i++) centered.Span[i] = row[i] - mean[i];
            directions.Times(centered.Span, [], result);
        });
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

        var scores = OfNumbers(Labels.Count, Scores);
        Predict = Largest(scores);
        DecisionFunction = Labels.Count == 2 ? scores.Then(1, static (row, result) => result[0] = row[1] - row[0]) : scores;
        PredictProba = Softmax(scores);
    }

    private void Scores(ReadOnlySpan<double> row, Span<double> result)
    {
        using var centered = new Scratch<double>(row.Length);
        for (var c = 0; c < result.Length; c++)
        {
            for (var i = 0; i < row.Length; i++) centered.Span[i] = row[i] - _means[c, i];
            var norm = 0.0;
            for (var a = 0; a < _ofClasses[c].Axes.Rows; a++)
            {
                var along = Vectors.Dot(centered.Span, _ofClasses[c].Axes.Row(a));
                norm += along * along;
            }
            result[c] = -0.5 * (norm + _ofClasses[c].LogDeterminant) + Math.Log(_priors[c]);
        }
    }

    private (Matrix, double) Class(PyObject source, PyArray? rotation, PyArray? scaling)
    {
        if (rotation is null || FittedArrays.Of(rotation, _means.Columns) is not { } r || scaling is null || scaling.Length != r.Columns)
            throw source.Other("rotations_", "matrices of the features");
        var s = scaling.ToDoubles();
        var axes = r.Transposed();
        for (var a = 0; a < axes.Rows; a++)
            for (var f = 0; f < axes.Columns; f++) axes[a, f] /= Math.Sqrt(s[a]);
        return (axes, s.Sum(Math.Log));
    }
}
