using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>StackingRegressor and StackingClassifier: an estimator that is given the predictions of others.</summary>
internal sealed class Stacking : Estimator
{
    public Stacking(PyObject source, EstimatorReader reader) : base(source)
    {
        var estimators = reader.ReadAll(source, "estimators_");
        var methods = source.Sequence("stack_method_").Items.Select(m => m as string ?? throw source.Other("stack_method_", "names of methods")).ToArray();
        if (methods.Length != estimators.Length || estimators.Length == 0) throw source.Other("stack_method_", "a method for each estimator");
        FeatureCount ??= estimators[0].FeatureCount;
        var final = reader.Read(source.Get("final_estimator_"));
        IsVector = final.IsVector;
        if (Name == "StackingClassifier")
        {
            if (source.Find("classes_") is PySequence) throw SklearnErrors.HasUnknown(Name, "several outputs");
            Kind = PredictionKind.Classes;
            Classes = [source.Has("classes_") ? ClassLabels.Of(source) : ClassLabels.Of(source.Object("_label_encoder"))];
            if (final.OneOfClasses().Count != Classes[0].Count) throw source.Other("final_estimator_", "a classifier of all classes");
        }

        var answers = estimators.Select((e, i) => Answer(e, methods[i])).ToList();
        if (source.Flag("passthrough", false)) answers.Add(SelectFunction.All(FeatureCount));
        Transform = OfColumns(RowFunction.Beside(answers));
        Predict = Transform.Then(final.Method("predict"));
        if (final.PredictProba is { } probabilities) PredictProba = Transform.Then(probabilities);
        if (final.DecisionFunction is { } scores) DecisionFunction = Transform.Then(scores);
    }

    public override PredictionKind Kind { get; }

    public override IReadOnlyList<ClassLabels> Classes { get; } = [];

    public override bool IsVector { get; }

    private static RowFunction AsNumbers(RowFunction predict, ClassLabels labels) => predict.Then(1, (row, result) => result[0] = labels.AsNumber((int)row[0]));

    private RowFunction Answer(Estimator estimator, string method) => method switch
    {
        "predict" when estimator.Kind == PredictionKind.Classes => AsNumbers(estimator.Method(method), estimator.OneOfClasses()),
        "predict" or "decision_function" => estimator.Method(method),
        // Of two classes one column says all.
        "predict_proba" when estimator.Method(method).Outputs == 2 => estimator.Method(method).Then(1, static (row, result) => result[0] = row[1]),
        "predict_proba" => estimator.Method(method),
        _ => throw SklearnErrors.HasUnknown(Name, $"the method '{method}'"),
    };
}
