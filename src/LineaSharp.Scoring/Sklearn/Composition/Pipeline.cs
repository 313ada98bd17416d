using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Composition;

/// <summary>Pipeline: estimators one after the other.</summary>
internal sealed class Pipeline : Estimator
{
    public Pipeline(PyObject source, EstimatorReader reader) : base(source)
    {
        var steps = source.Sequence("steps").Items.Select(s => Step(source, s)).Where(s => s is not (null or "passthrough")).Select(reader.Read).ToArray();
        if (steps.Length == 0) throw SklearnErrors.HasUnknown(Name, "no steps");
        // The first step is the one that was shown the columns.
        FeatureNames = steps[0].FeatureNames;
        FeatureCount = steps[0].FeatureCount;
        var last = steps[^1];
        (Kind, Classes, IsVector) = (last.Kind, last.Classes, last.IsVector);

        var before = steps[..^1].Select(s => s.Method("transform")).Aggregate((RowFunction?)null, (sofar, step) => sofar?.Then(step) ?? step);
        (Predict, PredictProba, DecisionFunction) = (After(before, last.Predict), After(before, last.PredictProba), After(before, last.DecisionFunction));
        (Transform, ScoreSamples) = (After(before, last.Transform), After(before, last.ScoreSamples));
    }

    public override PredictionKind Kind { get; }

    public override IReadOnlyList<ClassLabels> Classes { get; }

    public override bool IsVector { get; }

    private static RowFunction? After(RowFunction? before, RowFunction? function) => before is null || function is null ? function : before.Then(function);

    private static object? Step(PyObject source, object? step) => step is PySequence { Count: 2 } pair ? pair[1]
        : throw source.Other("steps", "pairs of a name and an estimator");
}
