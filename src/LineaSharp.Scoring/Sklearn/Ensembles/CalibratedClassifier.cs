using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Linear;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>CalibratedClassifierCV: the mean of classifiers whose scores go through a fitted curve each (sigmoid, isotonic, or a temperature).</summary>
internal sealed class CalibratedClassifier : Classifier
{
    public CalibratedClassifier(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source))
    {
        var parts = source.Sequence("calibrated_classifiers_").Items.Select(p => Part(p as PyObject ?? throw source.Other("calibrated_classifiers_", "classifiers"), reader)).ToArray();
        if (parts.Length == 0) throw source.Other("calibrated_classifiers_", "classifiers");
        PredictProba = OfColumns(Averages.Of(parts));
        Predict = Largest(PredictProba);
    }

    private RowFunction Part(PyObject part, EstimatorReader reader)
    {
        var estimator = reader.Read(part.Find("estimator") ?? part.Get("base_estimator"));
        var calibrators = (part.Find("calibrators") ?? part.Get("calibrators_")) as PySequence ?? throw part.Other("calibrators", "a list");
        var columns = Labels.NumbersOf(estimator.OneOfClasses());
        if (columns.Any(c => c < 0) || (Labels.Count == 2 ? calibrators.Count != 1 : calibrators.Count != columns.Length)) throw part.Other("calibrators", "a curve for each class");
        var curves = Array.ConvertAll(calibrators.Items.ToArray(), Curve);

        var scores = estimator.DecisionFunction ?? estimator.Method("predict_proba");
        if (Labels.Count == 2 && scores.Outputs == 2) scores = scores.Then(1, static (row, result) => result[0] = row[1]);
        if (scores.Outputs != curves.Length) throw SklearnErrors.IsInconsistent(Name, $"it has {curves.Length} curves for {scores.Outputs} scores");
        return scores.Then(Labels.Count, (row, result) => Calibrate(row, result, curves, columns));
    }

    private static void Calibrate(ReadOnlySpan<double> scores, Span<double> result, Func<double, double>[] curves, int[] columns)
    {
        if (result.Length == 2)
        {
            result[1] = curves[0](scores[0]);
            result[0] = 1 - result[1];
        }
        else
        {
            var sum = 0.0;
            for (var i = 0; i < scores.Length; i++) sum += result[columns[i]] = curves[i](scores[i]);
            // Where all curves are at zero, all classes are as likely.
            if (sum == 0) result.Fill(1.0 / result.Length);
            else Vectors.Normalize(result);
        }
        // Rounding may lead a little above 1.
        foreach (ref var p in result)
            if (p is > 1 and <= 1 + 1e-5) p = 1;
    }

    private Func<double, double> Curve(object? value)
    {
        if (value is not PyObject curve) throw SklearnErrors.IsInconsistent(Name, "it has no curves");
        switch (curve.Type.Name)
        {
            case "_SigmoidCalibration":
                double a = curve.Number("a_"), b = curve.Number("b_");
                return score => Vectors.Expit(-(a * score + b));
            case "IsotonicRegression":
                var isotonic = new IsotonicRegression(curve);
                return isotonic.At;
            default:
                throw SklearnErrors.HasUnknown(Name, $"a calibration by {curve.Type.Name}");
        }
    }
}
