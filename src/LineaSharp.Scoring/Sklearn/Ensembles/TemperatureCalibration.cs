using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>CalibratedClassifierCV by temperature (1.8 and later): the mean of classifiers whose scores, times a number, go through one softmax.</summary>
internal sealed class TemperatureCalibration : Classifier
{
    private const double Smallest = 1e-12;

    public TemperatureCalibration(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source))
    {
        var parts = source.Sequence("calibrated_classifiers_").Items.Select(p => Part(source, p as PyObject, reader)).ToArray();
        if (parts.Length == 0) throw source.Other("calibrated_classifiers_", "classifiers");
        PredictProba = OfColumns(Averages.Of(parts));
        Predict = Largest(PredictProba);
    }

    public static bool IsOne(PyObject source) => source.Find("method") is "temperature";

    private RowFunction Part(PyObject source, PyObject? part, EstimatorReader reader)
    {
        if (part?.Find("calibrators") is not PySequence { Count: 1 } curves || curves[0] is not PyObject { Type.Name: "_TemperatureScaling" } curve)
            throw source.Other("calibrated_classifiers_", "classifiers with a temperature each");
        var estimator = reader.Read(part.Get("estimator"));
        var own = estimator.OneOfClasses();
        var scores = estimator.DecisionFunction ?? estimator.Method("predict_proba");
        // Scores are not put in order by their classes, as the other curves are: those of a classifier that has not seen all would be others'.
        if (!Labels.NumbersOf(own).SequenceEqual(Enumerable.Range(0, Labels.Count))) throw SklearnErrors.HasUnknown(Name, "a temperature for a classifier that has not seen all classes");
        var areProbabilities = estimator.DecisionFunction is null;
        if (scores.Outputs != Labels.Count && !(!areProbabilities && Labels.Count == 2 && scores.Outputs == 1))
            throw SklearnErrors.IsInconsistent(Name, $"it has {scores.Outputs} scores for {Labels.Count} classes");
        var beta = curve.Number("beta_");
        return scores.Then(Labels.Count, (row, result) => Calibrate(row, result, beta, areProbabilities));
    }

    private static void Calibrate(ReadOnlySpan<double> scores, Span<double> result, double beta, bool areProbabilities)
    {
        if (scores.Length == 1) (result[0], result[1]) = (-beta * scores[0], beta * scores[0]);
        else
            for (var i = 0; i < scores.Length; i++) result[i] = beta * (areProbabilities ? Math.Log(scores[i] + Smallest) : scores[i]);
        Vectors.Softmax(result, result);
        // Rounding may lead a little above 1.
        foreach (ref var p in result)
            if (p is > 1 and <= 1 + 1e-5) p = 1;
    }
}
