using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Networks;

/// <summary>The layers of a multi-layer perceptron, one function after the other.</summary>
internal sealed class Layers
{
    public Layers(PyObject source, int? features)
    {
        var weights = source.Sequence("coefs_").Items;
        var bias = source.Sequence("intercepts_").Items;
        if (weights.Count == 0 || weights.Count != bias.Count) throw source.Other("coefs_", "the weights of each layer");
        var layers = new (Matrix Weights, double[] Bias)[weights.Count];
        for (var i = 0; i < layers.Length; i++)
        {
            var inputs = i == 0 ? features ?? -1 : layers[i - 1].Bias.Length;
            var w = weights[i] is PyArray array ? FittedArrays.Of(array, inputs) : null;
            if (w is null || bias[i] is not PyArray b || b.Length != w.Columns) throw source.Other("coefs_", "the weights of each layer");
            layers[i] = (w.Transposed(), b.ToDoubles());
        }
        var hidden = Activation(source, "activation");
        var last = Activation(source, "out_activation_");
        FeatureCount = layers[0].Weights.Columns;
        Function = layers.Select((layer, i) => Layer(layer.Weights, layer.Bias, i == layers.Length - 1 ? last : hidden)).Aggregate((before, next) => before.Then(next));
    }

    public int FeatureCount { get; }

    public int Outputs => Function.Outputs;

    public RowFunction Function { get; }

    private static RowFunction Layer(Matrix weights, double[] bias, Action<Span<double>> activate) => new MapFunction(weights.Rows, (row, result) =>
    {
        weights.Times(row, bias, result);
        activate(result);
    });

    private static Action<Span<double>> Activation(PyObject source, string attribute) => source.Text(attribute) switch
    {
        "identity" => static _ => { },
        "softmax" => static values => Vectors.Softmax(values, values),
        "logistic" => static values => Each(values, Vectors.Expit),
        "tanh" => static values => Each(values, Math.Tanh),
        "relu" => static values => Each(values, static v => Math.Max(v, 0)),
        "exp" => static values => Each(values, Math.Exp),
        var other => throw SklearnErrors.HasUnknown(source.Type.Name, $"the activation '{other}'"),
    };

    private static void Each(Span<double> values, Func<double, double> function)
    {
        foreach (ref var value in values) value = function(value);
    }
}

/// <summary>MLPRegressor.</summary>
internal sealed class MlpRegressor : Estimator
{
    public MlpRegressor(PyObject source) : base(source)
    {
        var layers = new Layers(source, FeatureCount);
        FeatureCount ??= layers.FeatureCount;
        IsVector = layers.Outputs == 1;
        Predict = OfNumbers(layers.Function);
    }

    public override bool IsVector { get; }
}

/// <summary>MLPClassifier, for one label a row or several.</summary>
internal sealed class MlpClassifier : Classifier
{
    public MlpClassifier(PyObject source) : base(source, ClassLabels.Of(source.Has("classes_") ? source : source.Object("_label_binarizer")))
    {
        var layers = new Layers(source, FeatureCount);
        FeatureCount ??= layers.FeatureCount;
        var severalLabels = source.Find("_label_binarizer") is PyObject binarizer && LabelSets.Are(binarizer);
        if (layers.Outputs != (Labels.Count == 2 && !severalLabels ? 1 : Labels.Count)) throw source.Other("coefs_", "an output for each class");
        var outputs = OfNumbers(layers.Function);
        if (severalLabels) (Predict, PredictProba, Kind, IsVector) = (LabelSets.Above(0.5, outputs), outputs, PredictionKind.Int64, false);
        else (Predict, PredictProba) = (ByScore(outputs, above: 0.5), outputs.Outputs == 1 ? Both(outputs) : outputs);
    }

    public override PredictionKind Kind { get; } = PredictionKind.Classes;

    public override bool IsVector { get; } = true;
}
