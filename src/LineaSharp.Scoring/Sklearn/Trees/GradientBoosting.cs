using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>The sum of an initial prediction and of the trees of each stage.</summary>
internal sealed class BoostedStages
{
    private const double Epsilon = 1.1920928955078125e-07; // of float32
    private readonly Forest _forest;
    private readonly Estimator? _initial;
    private readonly string _loss;

    public BoostedStages(PyObject source, EstimatorReader reader, int outputs)
    {
        Outputs = outputs;
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
        _forest = builder?.Build() ?? throw source.Other("estimators_", "at least one stage");
        if (source.Find("init_") is not "zero") _initial = reader.Read(source.Get("init_"));
        _loss = source.Text("loss");
        // The loss classes of 1.4 and later give the classes' initial scores a mean of zero.
        IsCurrent = (source.Find("_loss") as PyObject)?.Type.Module.StartsWith("sklearn._loss", StringComparison.Ordinal) ?? true;
    }

    public int Outputs { get; }

    public int FeatureCount { get; }

    /// <summary>Whether its losses are those of 1.4 and later.</summary>
    public bool IsCurrent { get; }

    public Matrix Scores(Matrix numbers, bool isClassifier)
    {
        var scores = _forest.Predict(numbers);
        if (_initial is null) return scores;
        // It is given the float32 numbers that the trees are given.
        var x = Features.Of(new Matrix(Array.ConvertAll(numbers.Values, v => (double)(float)v), numbers.Rows, numbers.Columns));
        var initial = isClassifier ? Links(_initial.PredictProba(x)) : _initial.Predict(x);
        if (initial.Columns != Outputs) throw SklearnErrors.IsInconsistent("init_", $"it predicts {initial.Columns} values for {Outputs}");
        for (var i = 0; i < scores.Values.Length; i++) scores.Values[i] += initial.Values[i];
        return scores;
    }

    private Matrix Links(Matrix probabilities) => probabilities.Map(Outputs, (row, result) =>
    {
        if (Outputs == 1)
        {
            var p = Math.Clamp(row[^1], Epsilon, 1 - Epsilon);
            result[0] = Math.Log(p / (1 - p)) * (_loss == "exponential" ? 0.5 : 1);
            return;
        }
        var mean = 0.0;
        for (var i = 0; i < result.Length; i++) mean += (result[i] = Math.Log(Math.Clamp(row[i], Epsilon, 1 - Epsilon))) / result.Length;
        if (!IsCurrent) return;
        for (var i = 0; i < result.Length; i++) result[i] -= mean;
    });
}

/// <summary>GradientBoostingRegressor; all its losses predict the sum as it is.</summary>
internal sealed class GradientBoostingRegressor : Regressor
{
    private readonly BoostedStages _stages;

    public GradientBoostingRegressor(PyObject source, EstimatorReader reader) : base(source)
    {
        _stages = new BoostedStages(source, reader, 1);
        FeatureCount ??= _stages.FeatureCount;
        if (FeatureCount != _stages.FeatureCount) throw source.Other("n_features_in_", "the trees' number of features");
    }

    public override Matrix Predict(Features x) => _stages.Scores(Numbers(x), isClassifier: false);
}

/// <summary>GradientBoostingClassifier.</summary>
internal sealed class GradientBoostingClassifier : Classifier
{
    private readonly BoostedStages _stages;
    private readonly bool _isExponential;

    public GradientBoostingClassifier(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source))
    {
        _stages = new BoostedStages(source, reader, Labels.Count == 2 ? 1 : Labels.Count);
        FeatureCount ??= _stages.FeatureCount;
        if (FeatureCount != _stages.FeatureCount) throw source.Other("n_features_in_", "the trees' number of features");
        _isExponential = source.Text("loss") == "exponential";
    }

    public override Methods Methods => Methods.Predict | Methods.PredictProba | Methods.DecisionFunction;

    // A score of exactly zero was class 0 before 1.4.
    public override Matrix Predict(Features x) => _stages.Outputs > 1 ? Largest(DecisionFunction(x))
        : DecisionFunction(x).Map(1, (row, result) => result[0] = row[0] > 0 || (row[0] == 0 && (_stages.IsCurrent || _isExponential)) ? 1 : 0);

    public override Matrix DecisionFunction(Features x) => _stages.Scores(Numbers(x), isClassifier: true);

    public override Matrix PredictProba(Features x) => _stages.Outputs == 1
        ? Both(DecisionFunction(x).Map(1, (row, result) => result[0] = Vectors.Expit(_isExponential ? 2 * row[0] : row[0])))
        : Softmax(DecisionFunction(x));
}
