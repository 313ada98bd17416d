using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Linear;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>CalibratedClassifierCV: the mean of classifiers whose scores go through a fitted curve each (sigmoid, isotonic, or a temperature).</summary>
internal sealed class CalibratedClassifier : Classifier
{
    private readonly (Estimator Estimator, Func<double, double>[] Curves, int[] Columns)[] _parts;

    public CalibratedClassifier(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source)) =>
        _parts = source.Sequence("calibrated_classifiers_").Items.Select(p => Part(source, p as PyObject, reader)).ToArray() is { Length: > 0 } parts ? parts
            : throw source.Other("calibrated_classifiers_", "classifiers");

    public override Matrix PredictProba(Features x)
    {
        CheckColumns(x);
        return Averages.Of(_parts.Select(p => Probabilities(p.Estimator, p.Curves, p.Columns, x)).ToArray());
    }

    private Matrix Probabilities(Estimator estimator, Func<double, double>[] curves, int[] columns, Features x)
    {
        var scores = estimator.Has(Methods.DecisionFunction) ? estimator.DecisionFunction(x) : estimator.PredictProba(x);
        if (Labels.Count == 2 && scores.Columns == 2) scores = scores.Map(1, static (row, result) => result[0] = row[1]);
        if (scores.Columns != curves.Length) throw SklearnErrors.IsInconsistent(Name, $"it has {curves.Length} curves for {scores.Columns} scores");
        return scores.Map(Labels.Count, (row, result) =>
        {
            if (Labels.Count == 2)
            {
                result[1] = curves[0](row[0]);
                result[0] = 1 - result[1];
            }
            else
            {
                var sum = 0.0;
                for (var i = 0; i < row.Length; i++) sum += result[columns[i]] = curves[i](row[i]);
                // Where all curves are at zero, all classes are as likely.
                if (sum == 0) result.Fill(1.0 / result.Length);
                else Vectors.Normalize(result);
            }
            // Rounding may lead a little above 1.
            foreach (ref var p in result)
                if (p is > 1 and <= 1 + 1e-5) p = 1;
        });
    }

    private (Estimator, Func<double, double>[], int[]) Part(PyObject source, PyObject? part, EstimatorReader reader)
    {
        if (part is null) throw source.Other("calibrated_classifiers_", "classifiers");
        var estimator = reader.Read(part.Find("estimator") ?? part.Get("base_estimator"));
        var curves = (part.Find("calibrators") ?? part.Get("calibrators_")) as PySequence ?? throw part.Other("calibrators", "a list");
        if (estimator.Classes is not [var own]) throw part.Other("estimator", "a classifier");
        var columns = Labels.NumbersOf(own);
        if (columns.Any(c => c < 0) || (Labels.Count == 2 ? curves.Count != 1 : curves.Count != columns.Length)) throw part.Other("calibrators", "a curve for each class");
        return (estimator, curves.Items.Select(c => Curve(c as PyObject ?? throw part.Other("calibrators", "curves"))).ToArray(), columns);
    }

    private Func<double, double> Curve(PyObject curve)
    {
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
