using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>RegressorChain and ClassifierChain: an estimator for each output, which is shown the predictions of those before it. Labels come out as numbers, as there.</summary>
internal sealed class Chain : Estimator
{
    private readonly Estimator[] _estimators;
    private readonly ClassLabels?[] _labels;
    private readonly int[] _places;

    public Chain(PyObject source, EstimatorReader reader) : base(source)
    {
        _estimators = reader.ReadAll(source, "estimators_");
        if (_estimators.Length == 0 || _estimators.Any(e => e.Predict is not { Outputs: 1, TakesNumbers: true } || e.Kind is not (PredictionKind.Numbers or PredictionKind.Classes)))
            throw source.Other("estimators_", "an estimator for each output");
        if (source.Find("chain_method_") is not (null or "predict")) throw SklearnErrors.HasUnknown(Name, $"the chain_method '{source.Find("chain_method_")}'");
        if (_estimators.Any(e => e.Classes.Any(c => c.ToList()[0] is string))) throw SklearnErrors.HasUnknown(Name, "labels that are texts");
        _labels = Array.ConvertAll(_estimators, e => e.Classes is [var only] ? only : null);
        _places = source.Get("order_") switch
        {
            PyArray array => array.ToInts(),
            PySequence list => list.Items.Select(i => (int)Math.Clamp(PyValue.AsWhole(i) ?? -1, -1, int.MaxValue)).ToArray(),
            _ => throw source.Other("order_", "an order of the outputs"),
        };
        if (!_places.Order().SequenceEqual(Enumerable.Range(0, _estimators.Length))) throw source.Other("order_", "an order of the outputs");
        FeatureCount ??= _estimators[0].FeatureCount;

        Predict = OfNumbers(_estimators.Length, (row, result) => Run(row, result, null));
        if (Name != "ClassifierChain" || _estimators.Any(e => e.Classes is not [{ Count: 2 }])) return;
        if (_estimators.All(e => e.PredictProba is not null)) PredictProba = Each(e => e.PredictProba!.Then(1, static (row, result) => result[0] = row[1]));
        if (_estimators.All(e => e.DecisionFunction is not null)) DecisionFunction = Each(e => e.DecisionFunction!);
    }

    public override bool IsVector => false;

    private RowFunction Each(Converter<Estimator, RowFunction> asked)
    {
        var answers = Array.ConvertAll(_estimators, asked);
        return OfNumbers(_estimators.Length, (row, result) => Run(row, result, answers));
    }

    private void Run(ReadOnlySpan<double> row, Span<double> result, RowFunction[]? answers)
    {
        using var scratch = new Scratch<double>(row.Length + _estimators.Length);
        var shown = scratch.Span;
        row.CopyTo(shown);
        for (var i = 0; i < _estimators.Length; i++)
        {
            var known = shown[..(row.Length + i)];
            var predicted = shown.Slice(known.Length, 1);
            _estimators[i].Predict!.Of(known, predicted);
            if (_labels[i] is { } labels) predicted[0] = labels.AsNumber((int)predicted[0]);
            if (answers is null) result[_places[i]] = predicted[0];
            else answers[i].Of(known, result.Slice(_places[i], 1));
        }
    }
}
