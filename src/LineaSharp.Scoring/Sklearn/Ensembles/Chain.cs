using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>RegressorChain and ClassifierChain: an estimator for each output, which is shown the predictions of those before it. Labels come out as numbers, as there.</summary>
internal sealed class Chain : Estimator
{
    private readonly Estimator[] _estimators;
    private readonly int[] _places;

    public Chain(PyObject source, EstimatorReader reader) : base(source)
    {
        _estimators = reader.ReadAll(source, "estimators_");
        if (_estimators.Length == 0 || _estimators.Any(e => !e.IsVector || e.Predict is null || e.Kind is not (PredictionKind.Numbers or PredictionKind.Classes)))
            throw source.Other("estimators_", "an estimator for each output");
        if (source.Find("chain_method_") is not (null or "predict")) throw SklearnErrors.HasUnknown(Name, $"the chain_method '{source.Find("chain_method_")}'");
        if (_estimators.Any(e => e.Classes.Any(c => c.ToList()[0] is string))) throw SklearnErrors.HasUnknown(Name, "labels that are texts");
        _places = source.Get("order_") switch
        {
            PyArray array => array.ToInts(),
            PySequence list => list.Items.Select(i => (int)Math.Clamp(PyValue.AsWhole(i) ?? -1, -1, int.MaxValue)).ToArray(),
            _ => throw source.Other("order_", "an order of the outputs"),
        };
        if (!_places.Order().SequenceEqual(Enumerable.Range(0, _estimators.Length))) throw source.Other("order_", "an order of the outputs");
        FeatureCount ??= _estimators[0].FeatureCount ?? throw source.Other("n_features_in_", "the number of features");

        Predict = All(null);
        if (Name != "ClassifierChain" || _estimators.Any(e => e.Classes is not [{ Count: 2 }])) return;
        if (_estimators.All(e => e.PredictProba is not null)) PredictProba = All(e => e.PredictProba!.Then(1, static (row, result) => result[0] = row[1]));
        if (_estimators.All(e => e.DecisionFunction is not null)) DecisionFunction = All(e => e.DecisionFunction!);
    }

    public override bool IsVector => false;

    // Each step adds to the row what its estimator predicts, for those after it, and what else is asked of it.
    private RowFunction All(Func<Estimator, RowFunction>? asked)
    {
        var row = OfNumbers(SelectFunction.All(FeatureCount));
        var shown = Enumerable.Range(0, row.Outputs).ToList();
        var answers = new int[_estimators.Length];
        for (var i = 0; i < _estimators.Length; i++)
        {
            var given = new SelectFunction(shown.ToArray());
            shown.Add(row.Outputs);
            List<RowFunction> parts = [SelectFunction.All(row.Outputs), given.Then(AsNumbers(_estimators[i]))];
            if (asked is not null) parts.Add(given.Then(asked(_estimators[i])));
            row = row.Then(RowFunction.Beside(parts));
            answers[_places[i]] = row.Outputs - 1;
        }
        return row.Then(new SelectFunction(answers));
    }

    private static RowFunction AsNumbers(Estimator estimator) => estimator.Classes is [var labels]
        ? estimator.Predict!.Then(1, (row, result) => result[0] = labels.AsNumber((int)row[0]))
        : estimator.Predict!;
}
