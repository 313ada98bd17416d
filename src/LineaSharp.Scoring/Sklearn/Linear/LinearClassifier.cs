using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Linear;

/// <summary>Every classifier whose scores are linear functions: logistic regression, SGD, linear SVM, ridge, perceptron, linear discriminant analysis.</summary>
internal class LinearClassifier : Classifier
{
    public LinearClassifier(PyObject source) : base(source, ClassesOf(source))
    {
        var coefficients = source.Array("coef_") is { Shape.Count: 1 } vector ? new Matrix(vector.ToDoubles(), 1, vector.Length) : source.Matrix("coef_");
        var intercept = source.Get("intercept_") is PyArray { Length: var length } && length == coefficients.Rows
            ? source.Vector("intercept_") : Enumerable.Repeat(source.Number("intercept_"), coefficients.Rows).ToArray();
        FeatureCount ??= coefficients.Columns;
        var severalLabels = source.Find("_label_binarizer") is PyObject binarizer && LabelSets.Are(binarizer);
        if (FeatureCount != coefficients.Columns || coefficients.Rows != (Labels.Count == 2 && !severalLabels ? 1 : Labels.Count))
            throw source.Other("coef_", $"coefficients of {FeatureCount} features and {Labels.Count} classes");

        DecisionFunction = OfNumbers(coefficients.Rows, (row, result) => coefficients.Times(row, intercept, result));
        PredictProba = Probabilities(source);
        if (!severalLabels) Predict = ByScore(DecisionFunction);
        else (Predict, Kind, IsVector) = (LabelSets.Above(0, DecisionFunction), PredictionKind.Int64, false);
    }

    public override PredictionKind Kind { get; } = PredictionKind.Classes;

    public override bool IsVector { get; } = true;

    // RidgeClassifier keeps its classes in what turned them into numbers.
    private static ClassLabels ClassesOf(PyObject source) => source.Has("classes_") ? ClassLabels.Of(source) : ClassLabels.Of(source.Object("_label_binarizer"));

    private RowFunction? Probabilities(PyObject source)
    {
        var scores = DecisionFunction!;
        var simple = Labels.Count == 2 ? Logistic(scores) : scores.Then(Labels.Count, OneVersusRest);
        switch (source.Type.Name)
        {
            case "LogisticRegression" or "LogisticRegressionCV":
                // The option went away in 1.8, and its default's meaning stayed.
                var strategy = source.Text("multi_class", "auto");
                if (strategy == "warn") strategy = "ovr";
                if (strategy == "ovr" || (strategy != "multinomial" && (Labels.Count == 2 || source.Text("solver") == "liblinear"))) return simple;
                return Softmax(Labels.Count == 2 ? scores.Then(2, static (row, result) => (result[0], result[1]) = (-row[0], row[0])) : scores);
            case "LinearDiscriminantAnalysis":
                return Labels.Count == 2 ? simple : Softmax(scores);
            case "SGDClassifier":
                return source.Text("loss") switch { "log" or "log_loss" => simple, "modified_huber" => scores.Then(Labels.Count, ModifiedHuber), _ => null };
            default:
                return null;
        }
    }

    private static void OneVersusRest(ReadOnlySpan<double> scores, Span<double> result)
    {
        for (var i = 0; i < scores.Length; i++) result[i] = Vectors.Expit(scores[i]);
        Vectors.DivideBySum(result);
    }

    private static void ModifiedHuber(ReadOnlySpan<double> scores, Span<double> result)
    {
        if (scores.Length == 1)
        {
            result[1] = (Math.Clamp(scores[0], -1, 1) + 1) / 2;
            result[0] = 1 - result[1];
            return;
        }
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++) sum += result[i] = (Math.Clamp(scores[i], -1, 1) + 1) / 2;
        // Where all classes are ruled out, all are as likely.
        if (sum == 0) result.Fill(1);
        Vectors.Normalize(result);
    }
}
