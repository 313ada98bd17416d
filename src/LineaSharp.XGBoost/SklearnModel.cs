using System.Text;
using LineaSharp.XGBoost.Files;

namespace LineaSharp.XGBoost;

/// <summary>A model as XGBoost's scikit-learn classes use it: rounds up to the best one, and a classifier gives labels.</summary>
internal sealed class SklearnModel
{
    private const string Module = "xgboost.sklearn.";

    private readonly Booster _booster;
    private readonly PredictOptions _options;
    private readonly bool _isClassifier;
    private readonly bool _givesClasses;
    private readonly int _classCount;
    private readonly Array? _labels;

    public SklearnModel(Booster booster)
    {
        _booster = booster;
        var learner = UbjModelReader.Read(booster.ToBytes()).Object("learner");
        // A linear model has no rounds that could be left out.
        _options = learner.Object("gradient_booster").Text("name") == "gblinear" ? new() : new() { Rounds = RoundsOf(booster) };
        _isClassifier = booster.ModelClass.EndsWith("Classifier", StringComparison.Ordinal);
        _givesClasses = learner.Object("objective").Text("name") == "multi:softmax";
        // XGBoost 2 and later write neither the number of classes nor labels: they are 0, 1, …
        var written = booster.GetAttribute("scikit_learn") is { } text ? JsonModelReader.Read(Encoding.UTF8.GetBytes(text)) : null;
        _classCount = written?.Has("n_classes_") == true ? written.Whole("n_classes_") : Math.Max(2, learner.Object("learner_model_param").Count("num_class"));
        // Only XGBoost up to 1.5 let labels be anything else.
        _labels = written?.Has("_le") == true ? LabelsOf(written.Object("_le")) : null;
    }

    public static IReadOnlyList<string> ClassNames { get; } = [.. new[] { "XGBClassifier", "XGBRegressor", "XGBRanker", "XGBRFClassifier", "XGBRFRegressor" }.Select(name => Module + name)];

    public Array Predict(DMatrix data, IReadOnlyDictionary<string, object?> parameters)
    {
        var options = _options;
        // The other parameters are of a plain booster's prediction alone.
        if (PredictParameters.IsSet(parameters, "output_margin")) options = options with { Kind = PredictionKind.Margin };
        if (PredictParameters.RoundsOf(parameters) is { } rounds) options = options with { Rounds = rounds };
        var prediction = _booster.Predict(data, options);
        if (!_isClassifier || options.Kind == PredictionKind.Margin) return prediction.ToArray();
        if (prediction.Shape.Count > 1 && _classCount == 2 && prediction.Shape[1] != 1) return MultiLabel(prediction.ToMatrix());
        if (prediction.Shape.Count > 1) return Labelled(Largest(prediction.ToMatrix()));
        return _givesClasses ? Array.ConvertAll((float[])prediction.Values, value => (int)value) : Labelled(Array.ConvertAll((float[])prediction.Values, value => value > 0.5f ? 1L : 0L));
    }

    private static Range RoundsOf(Booster booster)
    {
        if (booster.BestIteration is not { } best) return Range.All;
        return best < booster.RoundCount ? ..(best + 1) : throw XGBoostErrors.Damaged($"its best iteration is {best}, and it has {booster.RoundCount} rounds");
    }

    private static long[] Largest(float[,] probabilities)
    {
        var classes = new long[probabilities.GetLength(0)];
        for (var row = 0; row < classes.Length; row++)
            for (var c = 1; c < probabilities.GetLength(1); c++)
                if (probabilities[row, c] > probabilities[row, (int)classes[row]]) classes[row] = c;
        return classes;
    }

    private static double[,] MultiLabel(float[,] probabilities)
    {
        var labels = new double[probabilities.GetLength(0), probabilities.GetLength(1)];
        for (var row = 0; row < labels.GetLength(0); row++)
            for (var c = 0; c < labels.GetLength(1); c++) labels[row, c] = probabilities[row, c] > 0.5f ? 1 : 0;
        return labels;
    }

    private Array Labelled(long[] classes)
    {
        if (_labels is null) return classes;
        if (classes.Any(c => c >= _labels.Length)) throw XGBoostErrors.Damaged($"it predicts more classes than it has labels ({_labels.Length})");
        var labelled = Array.CreateInstance(_labels.GetType().GetElementType()!, classes.Length);
        for (var row = 0; row < classes.Length; row++) labelled.SetValue(_labels.GetValue(classes[row]), row);
        return labelled;
    }

    // numpy's whole numbers stay whole.
    private static Array LabelsOf(ModelObject encoder)
    {
        if (!encoder.IsNumeric("classes_")) return encoder.Texts("classes_");
        var numbers = encoder.Numbers("classes_");
        return numbers.All(number => number == Math.Floor(number)) ? Array.ConvertAll(numbers, number => (long)number) : numbers;
    }
}
