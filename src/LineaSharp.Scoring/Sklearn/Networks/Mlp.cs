using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Networks;

/// <summary>The layers of a multi-layer perceptron.</summary>
internal sealed class Layers
{
    private readonly (Matrix Weights, double[] Bias)[] _layers;
    private readonly string _activation;
    private readonly string _last;

    public Layers(PyObject source, int? features)
    {
        var weights = source.Sequence("coefs_").Items;
        var bias = source.Sequence("intercepts_").Items;
        if (weights.Count == 0 || weights.Count != bias.Count) throw source.Other("coefs_", "the weights of each layer");
        _layers = new (Matrix, double[])[weights.Count];
        for (var i = 0; i < _layers.Length; i++)
        {
            var inputs = i == 0 ? features ?? -1 : _layers[i - 1].Bias.Length;
            var w = weights[i] is PyArray array ? FittedArrays.Of(array, inputs) : null;
            if (w is null || bias[i] is not PyArray b || b.Length != w.Columns) throw source.Other("coefs_", "the weights of each layer");
            var transposed = new Matrix(w.Columns, w.Rows);
            for (var r = 0; r < w.Rows; r++)
                for (var c = 0; c < w.Columns; c++) transposed[c, r] = w[r, c];
            _layers[i] = (transposed, b.ToDoubles());
        }
        _activation = source.Text("activation");
        _last = source.Text("out_activation_");
        if (_activation is not ("identity" or "logistic" or "tanh" or "relu")) throw SklearnErrors.HasUnknown(source.Type.Name, $"the activation '{_activation}'");
        if (_last is not ("identity" or "logistic" or "softmax" or "exp")) throw SklearnErrors.HasUnknown(source.Type.Name, $"the activation '{_last}'");
    }

    public int FeatureCount => _layers[0].Weights.Columns;

    public int Outputs => _layers[^1].Bias.Length;

    public Matrix Run(Matrix x)
    {
        for (var i = 0; i < _layers.Length; i++)
        {
            x = x.TimesRowsOf(_layers[i].Weights, _layers[i].Bias);
            Activate(x, i == _layers.Length - 1 ? _last : _activation);
        }
        return x;
    }

    private static void Activate(Matrix x, string function)
    {
        if (function == "softmax")
        {
            for (var r = 0; r < x.Rows; r++) Vectors.Softmax(x.Row(r).ToArray(), x.Row(r));
            return;
        }
        Func<double, double>? f = function switch
        {
            "logistic" => Vectors.Expit,
            "tanh" => Math.Tanh,
            "relu" => v => Math.Max(v, 0),
            "exp" => Math.Exp,
            _ => null,
        };
        if (f is null) return;
        for (var i = 0; i < x.Values.Length; i++) x.Values[i] = f(x.Values[i]);
    }
}

/// <summary>MLPRegressor.</summary>
internal sealed class MlpRegressor : Regressor
{
    private readonly Layers _layers;

    public MlpRegressor(PyObject source) : base(source)
    {
        _layers = new Layers(source, FeatureCount);
        FeatureCount ??= _layers.FeatureCount;
    }

    public override bool IsVector => _layers.Outputs == 1;

    public override Matrix Predict(Features x) => _layers.Run(Numbers(x));
}

/// <summary>MLPClassifier.</summary>
internal sealed class MlpClassifier : Classifier
{
    private readonly Layers _layers;

    public MlpClassifier(PyObject source) : base(source, ClassLabels.Of(source.Has("classes_") ? source : source.Object("_label_binarizer")))
    {
        _layers = new Layers(source, FeatureCount);
        FeatureCount ??= _layers.FeatureCount;
        if (source.Find("_label_binarizer") is PyObject binarizer && binarizer.Text("y_type_", "").StartsWith("multilabel", StringComparison.Ordinal))
            throw SklearnErrors.HasUnknown(Name, "several labels a row");
        if (_layers.Outputs != (Labels.Count == 2 ? 1 : Labels.Count)) throw source.Other("coefs_", "an output for each class");
    }

    public override Matrix Predict(Features x)
    {
        var outputs = _layers.Run(Numbers(x));
        return outputs.Columns == 1 ? outputs.Map(1, static (row, result) => result[0] = row[0] > 0.5 ? 1 : 0) : Largest(outputs);
    }

    public override Matrix PredictProba(Features x)
    {
        var outputs = _layers.Run(Numbers(x));
        return outputs.Columns == 1 ? Both(outputs) : outputs;
    }
}
