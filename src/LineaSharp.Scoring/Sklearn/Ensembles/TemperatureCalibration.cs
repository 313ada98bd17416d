using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>CalibratedClassifierCV by temperature (1.8 and later): the mean of classifiers whose scores, times a number, go through one softmax.</summary>
internal sealed class TemperatureCalibration : Classifier
{
    private const double Smallest = 1e-12;
    private readonly (Estimator Estimator, double Beta)[] _parts;

    public TemperatureCalibration(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source)) =>
        _parts = source.Sequence("calibrated_classifiers_").Items.Select(p => Part(source, p as PyObject, reader)).ToArray() is { Length: > 0 } parts ? parts
            : throw source.Other("calibrated_classifiers_", "classifiers");

    public static bool IsOne(PyObject source) => source.Find("method") is "temperature";

    public override Matrix PredictProba(Features x)
    {
        CheckColumns(x);
        return Averages.Of(_parts.Select(p => Probabilities(p.Estimator, p.Beta, x)).ToArray());
    }

    private Matrix Probabilities(Estimator estimator, double beta, Features x)
    {
        var hasScores = estimator.Has(Methods.DecisionFunction);
        var scores = hasScores ? estimator.DecisionFunction(x) : estimator.PredictProba(x);
        if (scores.Columns != Labels.Count && !(hasScores && Labels.Count == 2 && scores.Columns == 1))
            throw SklearnErrors.IsInconsistent(Name, $"it has {scores.Columns} scores for {Labels.Count} classes");
        return scores.Map(Labels.Count, (row, result) =>
        {
            if (row.Length == 1) (result[0], result[1]) = (-beta * row[0], beta * row[0]);
            else
                for (var i = 0; i < row.Length; i++) result[i] = beta * (hasScores ? row[i] : Math.Log(row[i] + Smallest));
            Vectors.Softmax(result.ToArray(), result);
            // Rounding may lead a little above 1.
            foreach (ref var p in result)
                if (p is > 1 and <= 1 + 1e-5) p = 1;
        });
    }

    private (Estimator, double) Part(PyObject source, PyObject? part, EstimatorReader reader)
    {
        if (part?.Find("calibrators") is not PySequence { Count: 1 } curves || curves[0] is not PyObject { Type.Name: "_TemperatureScaling" } curve)
            throw source.Other("calibrated_classifiers_", "classifiers with a temperature each");
        var estimator = reader.Read(part.Get("estimator"));
        if (estimator.Classes is not [var own] || !(estimator.Has(Methods.DecisionFunction) || estimator.Has(Methods.PredictProba))) throw part.Other("estimator", "a classifier");
        // Scores are not put in order by their classes, as the other curves are: those of a classifier that has not seen all would be others'.
        if (!Labels.NumbersOf(own).SequenceEqual(Enumerable.Range(0, Labels.Count))) throw SklearnErrors.HasUnknown(Name, "a temperature for a classifier that has not seen all classes");
        return (estimator, curve.Number("beta_"));
    }
}
