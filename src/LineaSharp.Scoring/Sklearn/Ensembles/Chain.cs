using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>RegressorChain and ClassifierChain: an estimator for each output, which is shown the predictions of those before it. Labels come out as numbers, as there.</summary>
internal sealed class Chain : Estimator
{
    private readonly Estimator[] _estimators;
    private readonly int[] _places;

    public Chain(PyObject source, EstimatorReader reader) : base(source)
    {
        _estimators = reader.ReadAll(source, "estimators_");
        if (_estimators.Length == 0 || _estimators.Any(e => !e.IsVector || !e.Has(Methods.Predict) || e.Kind is not (PredictionKind.Numbers or PredictionKind.Classes)))
            throw source.Other("estimators_", "an estimator for each output");
        if (source.Find("chain_method_") is not (null or "predict")) throw SklearnErrors.HasUnknown(Name, $"the chain_method '{source.Find("chain_method_")}'");
        if (_estimators.Any(e => e.Classes.Any(c => c.ToList()[0] is string))) throw SklearnErrors.HasUnknown(Name, "labels that are texts");
        var order = source.Get("order_") switch
        {
            PyArray array => array.ToInts(),
            PySequence list => list.Items.Select(i => (int)Math.Clamp(PyValue.AsWhole(i) ?? -1, -1, int.MaxValue)).ToArray(),
            _ => throw source.Other("order_", "an order of the outputs"),
        };
        if (!order.Order().SequenceEqual(Enumerable.Range(0, _estimators.Length))) throw source.Other("order_", "an order of the outputs");
        _places = order;
        FeatureCount ??= _estimators[0].FeatureCount;
    }

    public override Methods Methods => Methods.Predict | (Name == "ClassifierChain" ? Common(Methods.PredictProba) | Common(Methods.DecisionFunction) : Methods.None);

    public override bool IsVector => false;

    public override int Width => (FeatureCount ?? 1) + _estimators.Length;

    public override Matrix Predict(Features x) => Run(x, (_, _, predicted) => predicted);

    public override Matrix PredictProba(Features x) => Run(x, (estimator, given, _) => estimator.PredictProba(given).Map(1, static (row, result) => result[0] = row[1]));

    public override Matrix DecisionFunction(Features x) => Run(x, (estimator, given, _) => estimator.DecisionFunction(given));

    private Methods Common(Methods method) => _estimators.All(e => e.Has(method) && e.Classes is [{ Count: 2 }]) ? method : Methods.None;

    private Matrix Run(Features x, Func<Estimator, Features, Matrix, Matrix> answer)
    {
        var given = Numbers(x);
        var result = new Matrix(x.RowCount, _estimators.Length);
        for (var i = 0; i < _estimators.Length; i++)
        {
            var features = Features.Of(given);
            var predicted = AsNumbers(_estimators[i], _estimators[i].Predict(features));
            var column = answer(_estimators[i], features, predicted);
            for (var row = 0; row < result.Rows; row++) result[row, _places[i]] = column[row, 0];
            given = Matrix.Beside([given, predicted]);
        }
        return result;
    }

    private static Matrix AsNumbers(Estimator estimator, Matrix predicted) =>
        estimator.Classes is [var labels] ? predicted.Map(1, (row, result) => result[0] = labels.AsNumber((int)row[0])) : predicted;
}
