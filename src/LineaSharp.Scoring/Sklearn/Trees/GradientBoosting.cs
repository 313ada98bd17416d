using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;
using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>The sum of an initial prediction and of the trees of each stage.</summary>
internal sealed class BoostedStages
{
    private const double Epsilon = 1.1920928955078125e-07; // of float32

    public BoostedStages(PyObject source, EstimatorReader reader, int outputs, bool isClassifier)
    {
        var stages = source.Array("estimators_");
        if (stages.Shape.Count != 2 || stages.Shape[1] != outputs || !stages.Dtype.IsObject) throw source.Other("estimators_", $"stages of {outputs} trees");
        var rate = source.Number("learning_rate");
        ForestBuilder? builder = null;
        var i = 0;
        foreach (var owner in stages.ToValues())
        {
            var tree = new SklearnTree(owner as PyObject ?? throw source.Other("estimators_", "trees"));
            if (builder is null)
            {
                FeatureCount = tree.FeatureCount;
                builder = new(new() { FeatureCount = FeatureCount, OutputCount = outputs, SingleInputs = true, TreesPerRound = outputs }, $"The {source.Type.Name}");
            }
            tree.AddTo(builder, i++ % outputs, rate);
        }
        var forest = builder?.Build() ?? throw source.Other("estimators_", "at least one stage");
        // The loss classes of 1.4 and later give the classes' initial scores a mean of zero.
        IsCurrent = (source.Find("_loss") as PyObject)?.Type.Module.StartsWith("sklearn._loss", StringComparison.Ordinal) ?? true;
        Scores = new ForestFunction(forest);
        if (source.Find("init_") is "zero") return;
        var initial = Initial(reader.Read(source.Get("init_")), outputs, isClassifier, isExponential: source.Text("loss") == "exponential");
        if (initial.Outputs != outputs) throw SklearnErrors.IsInconsistent("init_", $"it predicts {initial.Outputs} values for {outputs}");
        Scores = RowFunction.Beside([Scores, initial]).Then(outputs, static (row, result) =>
        {
            for (var i = 0; i < result.Length; i++) result[i] = row[i] + row[result.Length + i];
        });
    }

    public int FeatureCount { get; }

    /// <summary>Whether its losses are those of 1.4 and later.</summary>
    public bool IsCurrent { get; }

    /// <summary>The sums, of numbers that were checked.</summary>
    public RowFunction Scores { get; }

    // It is given the float32 numbers that the trees are given.
    private RowFunction Initial(Estimator estimator, int outputs, bool isClassifier, bool isExponential)
    {
        var single = new MapFunction(FeatureCount, static (row, result) =>
        {
            for (var i = 0; i < row.Length; i++) result[i] = (float)row[i];
        });
        if (!isClassifier) return single.Then(estimator.Method("predict"));
        return single.Then(estimator.Method("predict_proba")).Then(outputs, (row, result) => Links(row, result, isExponential));
    }

    private void Links(ReadOnlySpan<double> probabilities, Span<double> result, bool isExponential)
    {
        if (result.Length == 1)
        {
            var p = Math.Clamp(probabilities[^1], Epsilon, 1 - Epsilon);
            result[0] = Math.Log(p / (1 - p)) * (isExponential ? 0.5 : 1);
            return;
        }
        var mean = 0.0;
        for (var i = 0; i < result.Length; i++) mean += (result[i] = Math.Log(Math.Clamp(probabilities[i], Epsilon, 1 - Epsilon))) / result.Length;
        if (!IsCurrent) return;
        for (var i = 0; i < result.Length; i++) result[i] -= mean;
    }
}

/// <summary>GradientBoostingRegressor; all its losses predict the sum as it is.</summary>
internal sealed class GradientBoostingRegressor : Estimator
{
    public GradientBoostingRegressor(PyObject source, EstimatorReader reader) : base(source)
    {
        var stages = new BoostedStages(source, reader, 1, isClassifier: false);
        FeatureCount ??= stages.FeatureCount;
        if (FeatureCount != stages.FeatureCount) throw source.Other("n_features_in_", "the trees' number of features");
        Predict = OfNumbers(stages.Scores);
    }
}

/// <summary>GradientBoostingClassifier.</summary>
internal sealed class GradientBoostingClassifier : Classifier
{
    public GradientBoostingClassifier(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source))
    {
        var stages = new BoostedStages(source, reader, Labels.Count == 2 ? 1 : Labels.Count, isClassifier: true);
        FeatureCount ??= stages.FeatureCount;
        if (FeatureCount != stages.FeatureCount) throw source.Other("n_features_in_", "the trees' number of features");
        DecisionFunction = OfNumbers(stages.Scores);
        if (Labels.Count != 2)
        {
            (Predict, PredictProba) = (Largest(DecisionFunction), Softmax(DecisionFunction));
            return;
        }
        var isExponential = source.Text("loss") == "exponential";
        PredictProba = Logistic(isExponential ? DecisionFunction.Then(1, static (row, result) => result[0] = 2 * row[0]) : DecisionFunction);
        // A score of exactly zero was class 0 before 1.4.
        var zeroIsSecond = stages.IsCurrent || isExponential;
        Predict = DecisionFunction.Then(1, (row, result) => result[0] = row[0] > 0 || (row[0] == 0 && zeroIsSecond) ? 1 : 0);
    }
}
