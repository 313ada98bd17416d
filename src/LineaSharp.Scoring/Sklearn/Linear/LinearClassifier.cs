using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Linear;

/// <summary>Every classifier whose scores are linear functions: logistic regression, SGD, linear SVM, ridge, perceptron, linear discriminant analysis.</summary>
internal class LinearClassifier : Classifier
{
    private readonly Matrix _coefficients;
    private readonly double[] _intercept;
    private readonly Probabilities _probabilities;

    public LinearClassifier(PyObject source) : base(source, ClassesOf(source))
    {
        _coefficients = source.Array("coef_") is { Shape.Count: 1 } vector ? new Matrix(vector.ToDoubles(), 1, vector.Length) : source.Matrix("coef_");
        _intercept = source.Get("intercept_") is PyArray { Length: var length } && length == _coefficients.Rows
            ? source.Vector("intercept_") : Enumerable.Repeat(source.Number("intercept_"), _coefficients.Rows).ToArray();
        FeatureCount ??= _coefficients.Columns;
        if (FeatureCount != _coefficients.Columns || _coefficients.Rows != (Labels.Count == 2 ? 1 : Labels.Count))
            throw source.Other("coef_", $"coefficients of {FeatureCount} features and {Labels.Count} classes");
        _probabilities = ProbabilitiesOf(source, Labels.Count);
    }

    private enum Probabilities { None, Logistic, OneVersusRest, Softmax, TwoSidedSoftmax, ModifiedHuber }

    public override Methods Methods => Methods.Predict | Methods.DecisionFunction | (_probabilities == Probabilities.None ? Methods.None : Methods.PredictProba);

    public override Matrix Predict(Features x) => ByScore(DecisionFunction(x));

    public override Matrix DecisionFunction(Features x) => Numbers(x).TimesRowsOf(_coefficients, _intercept);

    public override Matrix PredictProba(Features x) => _probabilities switch
    {
        Probabilities.Logistic => Both(DecisionFunction(x).Map(1, static (row, result) => result[0] = Vectors.Expit(row[0]))),
        Probabilities.OneVersusRest => DecisionFunction(x).Map(Labels.Count, static (row, result) =>
        {
            for (var i = 0; i < row.Length; i++) result[i] = Vectors.Expit(row[i]);
            Vectors.DivideBySum(result);
        }),
        Probabilities.Softmax => Softmax(DecisionFunction(x)),
        Probabilities.TwoSidedSoftmax => Softmax(DecisionFunction(x).Map(2, static (row, result) => (result[0], result[1]) = (-row[0], row[0]))),
        Probabilities.ModifiedHuber => DecisionFunction(x).Map(Labels.Count, ModifiedHuber),
        _ => throw Lacks("predict_proba"),
    };

    private static ClassLabels ClassesOf(PyObject source) =>
        source.Has("classes_") ? ClassLabels.Of(source)
        // RidgeClassifier keeps its classes in what turned them into numbers.
        : source.Object("_label_binarizer") is var binarizer && binarizer.Text("y_type_", "binary") is "binary" or "multiclass" ? ClassLabels.Of(binarizer)
        : throw SklearnErrors.HasUnknown(source.Type.Name, "several labels a row");

    private static Probabilities ProbabilitiesOf(PyObject source, int classes)
    {
        var simple = classes == 2 ? Probabilities.Logistic : Probabilities.OneVersusRest;
        switch (source.Type.Name)
        {
            case "LogisticRegression" or "LogisticRegressionCV":
                // The option went away in 1.8, and its default's meaning stayed.
                var strategy = source.Text("multi_class", "auto");
                if (strategy == "warn") strategy = "ovr";
                if (strategy == "ovr" || (strategy != "multinomial" && (classes == 2 || source.Text("solver") == "liblinear"))) return simple;
                return classes == 2 ? Probabilities.TwoSidedSoftmax : Probabilities.Softmax;
            case "LinearDiscriminantAnalysis":
                return classes == 2 ? Probabilities.Logistic : Probabilities.Softmax;
            case "SGDClassifier":
                return source.Text("loss") switch { "log" or "log_loss" => simple, "modified_huber" => Probabilities.ModifiedHuber, _ => Probabilities.None };
            default:
                return Probabilities.None;
        }
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
