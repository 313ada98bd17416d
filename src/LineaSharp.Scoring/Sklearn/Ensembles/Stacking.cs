using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>StackingRegressor and StackingClassifier: an estimator that is given the predictions of others.</summary>
internal sealed class Stacking : Estimator
{
    private readonly Estimator[] _estimators;
    private readonly string[] _methods;
    private readonly Estimator _final;
    private readonly bool _passesThrough;

    public Stacking(PyObject source, EstimatorReader reader) : base(source)
    {
        _estimators = reader.ReadAll(source, "estimators_");
        _methods = source.Sequence("stack_method_").Items.Select(m => m as string ?? throw source.Other("stack_method_", "names of methods")).ToArray();
        if (_methods.Length != _estimators.Length || _estimators.Length == 0) throw source.Other("stack_method_", "a method for each estimator");
        _final = reader.Read(source.Get("final_estimator_"));
        _passesThrough = source.Flag("passthrough", false);
        if (Name != "StackingClassifier") return;
        if (source.Find("classes_") is PySequence) throw SklearnErrors.HasUnknown(Name, "several outputs");
        Classes = [source.Has("classes_") ? ClassLabels.Of(source) : ClassLabels.Of(source.Object("_label_encoder"))];
        if (_final.Classes is not [var own] || own.Count != Classes[0].Count) throw source.Other("final_estimator_", "a classifier of all classes");
    }

    public override Methods Methods => _final.Methods & (Methods.Predict | Methods.PredictProba | Methods.DecisionFunction) | Methods.Transform;

    public override PredictionKind Kind => Name == "StackingClassifier" ? PredictionKind.Classes : PredictionKind.Numbers;

    public override IReadOnlyList<ClassLabels> Classes { get; } = [];

    public override bool IsVector => _final.IsVector;

    public override Matrix Predict(Features x) => _final.Predict(Transform(x));

    public override Matrix PredictProba(Features x) => _final.PredictProba(Transform(x));

    public override Matrix DecisionFunction(Features x) => _final.DecisionFunction(Transform(x));

    public override Features Transform(Features x)
    {
        CheckColumns(x);
        var parts = _estimators.Select((e, i) => _methods[i] switch
        {
            "predict" => e.Kind == PredictionKind.Classes ? e.Predict(x).Map(1, (row, result) => result[0] = e.Classes[0].AsNumber((int)row[0])) : e.Predict(x),
            "decision_function" => e.DecisionFunction(x),
            // Of two classes one column says all.
            "predict_proba" => WithoutFirstOfTwo(e.PredictProba(x)),
            var other => throw SklearnErrors.HasUnknown(Name, $"the method '{other}'"),
        }).ToList();
        if (_passesThrough) parts.Add(x.ToMatrix());
        return Features.Of(Matrix.Beside(parts));
    }

    private static Matrix WithoutFirstOfTwo(Matrix probabilities) =>
        probabilities.Columns == 2 ? probabilities.Map(1, static (row, result) => result[0] = row[1]) : probabilities;
}
