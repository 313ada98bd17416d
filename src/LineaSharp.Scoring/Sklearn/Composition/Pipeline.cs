using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Composition;

/// <summary>Pipeline: estimators one after the other.</summary>
internal sealed class Pipeline : Estimator
{
    private readonly Estimator[] _before;
    private readonly Estimator _last;

    public Pipeline(PyObject source, EstimatorReader reader) : base(source)
    {
        var steps = source.Sequence("steps").Items.Select(s => Step(source, s)).Where(s => s is not (null or "passthrough")).Select(reader.Read).ToArray();
        if (steps.Length == 0) throw SklearnErrors.HasUnknown(Name, "no steps");
        if (steps[..^1].Any(s => !s.Has(Methods.Transform))) throw source.Other("steps", "transformers before the last step");
        (_before, _last) = (steps[..^1], steps[^1]);
        // The first step is the one that was shown the columns.
        FeatureNames = steps[0].FeatureNames;
        FeatureCount = steps[0].FeatureCount;
    }

    public override Methods Methods => _last.Methods;

    public override PredictionKind Kind => _last.Kind;

    public override IReadOnlyList<ClassLabels> Classes => _last.Classes;

    public override int Width => Math.Max(_last.Width, _before.Select(s => s.Width).DefaultIfEmpty(1).Max());

    public override bool IsVector => _last.IsVector;

    public override Matrix Predict(Features x) => _last.Predict(Before(x));

    public override Matrix PredictProba(Features x) => _last.PredictProba(Before(x));

    public override Matrix DecisionFunction(Features x) => _last.DecisionFunction(Before(x));

    public override Matrix ScoreSamples(Features x) => _last.ScoreSamples(Before(x));

    public override Features Transform(Features x) => _last.Transform(Before(x));

    private Features Before(Features x)
    {
        foreach (var step in _before) x = step.Transform(x);
        return x;
    }

    private static object? Step(PyObject source, object? step) => step is PySequence { Count: 2 } pair ? pair[1]
        : throw source.Other("steps", "pairs of a name and an estimator");
}
