using LineaSharp.Models;
using LineaSharp.Scoring.Trees;
using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring;

/// <summary>A model of trees (XGBoost, LightGBM, CatBoost; XGBoost's linear booster, too) that predicts in .NET.</summary>
/// <remarks>
/// <para>Immutable and thread-safe. Rows are numbers in the order of <see cref="FeatureNames"/>; NaN is missing. A category that is text becomes a number by <see cref="CategoryCode"/>;
/// tables take the text itself.</para>
/// <para>Computed in the training library's own precision and order: float32 for XGBoost, float64 for the others.</para>
/// </remarks>
public sealed partial class TreeEnsemble : IScoringModel
{
    private readonly TreeModel _model;
    private IReadOnlyList<string>? _names;

    internal TreeEnsemble(TreeModel model) => _model = model;

    /// <summary>What computes it: <c>LineaSharp.Scoring (XGBoost 3.4.1)</c>.</summary>
    public string Engine => $"LineaSharp.Scoring ({_model.Library}{(_model.Version.Length == 0 ? "" : " " + _model.Version)})";

    /// <summary>What it was trained for, in its library's words: <c>binary:logistic</c>.</summary>
    public string Objective => _model.Objective;

    /// <summary>The features' names, in the order of a row's values; made up by the library (<c>f0</c>) when the training gave none.</summary>
    public IReadOnlyList<string> FeatureNames => _names ??= _model.Features.Select(f => f.Name).ToArray();

    /// <summary>How many values a row has.</summary>
    public int FeatureCount => _model.Raw.FeatureCount;

    /// <summary>How many raw scores a row gets.</summary>
    public int OutputCount => _model.Raw.OutputCount;

    /// <summary>How many values <c>Predict</c> gives for a row.</summary>
    public int PredictionCount => _model.Prediction.Width;

    /// <summary>The classes, of which <c>Predict</c> gives the place: long, double, bool or string. Empty when it gives numbers.</summary>
    public IReadOnlyList<object> Labels => _model.Labels;

    /// <summary>Whether there are probabilities of classes.</summary>
    public bool HasProbabilities => _model.Probabilities is not null;

    /// <summary>How many boosting rounds (iterations) it predicts with.</summary>
    public int RoundCount => Math.Max(0, Math.Min(_model.Rounds.Count, _model.Raw.RoundCount - _model.Rounds.First));

    /// <summary>The same model with some of its rounds only: the library's <c>iteration_range</c>.</summary>
    /// <param name="first">The first round, from 0, among all that were trained.</param>
    /// <param name="count">How many; beyond the last there are none.</param>
    public TreeEnsemble WithRounds(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new TreeEnsemble(_model with { Rounds = new Rounds(first, count) });
    }

    /// <summary>The number that stands for a category in a row.</summary>
    /// <param name="feature">The feature's name.</param>
    /// <param name="category">The category. One that was not there in training counts as missing, or as the library treats it.</param>
    /// <exception cref="ArgumentException">There is no such feature, or it takes numbers only.</exception>
    public double CategoryCode(string feature, string category)
    {
        ArgumentNullException.ThrowIfNull(category);
        var found = _model.Features.FirstOrDefault(f => f.Name == feature) ?? throw new ArgumentException($"The model has no feature '{feature}'. It has: {Listed(_model.Features)}.", nameof(feature));
        return found.Categories?.CodeOf(category) ?? throw new ArgumentException($"The feature '{feature}' takes numbers; the model knows no names of categories for it.", nameof(feature));
    }

    /// <summary>Predicts one row as the library's <c>predict</c> does, without allocating.</summary>
    /// <param name="row"><see cref="FeatureCount"/> values.</param>
    /// <param name="result">Room for <see cref="PredictionCount"/> values; with <see cref="Labels"/> the place of one of them.</param>
    /// <exception cref="ArgumentException">The row or the room is too short.</exception>
    public void Predict(ReadOnlySpan<double> row, Span<double> result) => Apply(_model.Prediction, row, result);

    /// <inheritdoc cref="Predict(ReadOnlySpan{double}, Span{double})"/>
    public void Predict(ReadOnlySpan<float> row, Span<double> result) => Apply(_model.Prediction, row, result);

    /// <summary>The raw scores (margins) of one row, without allocating.</summary>
    /// <param name="row"><see cref="FeatureCount"/> values.</param>
    /// <param name="scores">Room for <see cref="OutputCount"/> values.</param>
    /// <exception cref="ArgumentException">The row or the room is too short.</exception>
    public void PredictRaw(ReadOnlySpan<double> row, Span<double> scores)
    {
        Check(row.Length, scores.Length, OutputCount);
        _model.Raw.Predict(row, scores[..OutputCount], _model.Rounds);
    }

    /// <inheritdoc cref="PredictRaw(ReadOnlySpan{double}, Span{double})"/>
    public void PredictRaw(ReadOnlySpan<float> row, Span<double> scores)
    {
        Check(row.Length, scores.Length, OutputCount);
        _model.Raw.Predict(row, scores[..OutputCount], _model.Rounds);
    }

    /// <summary>The probabilities of the classes for one row, without allocating.</summary>
    /// <param name="row"><see cref="FeatureCount"/> values.</param>
    /// <param name="probabilities">Room for one for each class.</param>
    /// <exception cref="ArgumentException">The row or the room is too short.</exception>
    /// <exception cref="LineaException">NotSupported: the model has no probabilities.</exception>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities) => Apply(Probabilities, row, probabilities);

    /// <inheritdoc cref="PredictProbabilities(ReadOnlySpan{double}, Span{double})"/>
    public void PredictProbabilities(ReadOnlySpan<float> row, Span<double> probabilities) => Apply(Probabilities, row, probabilities);

    private Link Probabilities => _model.Probabilities ?? throw new LineaException(
        ErrorCode.NotSupported, $"{_model.Source} (objective '{Objective}') has no probabilities of classes. Ask for Predict or PredictRaw.");

    private void Apply(Link link, ReadOnlySpan<double> row, Span<double> result)
    {
        Check(row.Length, result.Length, link.Width);
        using var raw = new Scratch<double>(OutputCount);
        _model.Raw.Predict(row, raw.Span, _model.Rounds);
        link.Apply(raw.Span, result[..link.Width]);
    }

    private void Apply(Link link, ReadOnlySpan<float> row, Span<double> result)
    {
        Check(row.Length, result.Length, link.Width);
        using var raw = new Scratch<double>(OutputCount);
        _model.Raw.Predict(row, raw.Span, _model.Rounds);
        link.Apply(raw.Span, result[..link.Width]);
    }

    private void Check(int row, int room, int width)
    {
        if (row < FeatureCount) throw new ArgumentException($"The row has {row} values; the model takes {FeatureCount}.", nameof(row));
        if (room < width) throw new ArgumentException($"There is room for {room} values; a row has {width}.", nameof(room));
    }

    private static string Listed(IReadOnlyList<TreeFeature> features) => string.Join(", ", features.Take(50).Select(f => f.Name)) + (features.Count > 50 ? " …" : "");
}
