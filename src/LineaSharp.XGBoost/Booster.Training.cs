using LineaSharp.XGBoost.Native;

namespace LineaSharp.XGBoost;

public sealed partial class Booster
{
    /// <summary>Trains a model.</summary>
    /// <param name="parameters">XGBoost's parameters (<c>objective</c>, <c>max_depth</c> …): text, numbers, true and false, or a list for one that may come several times (<c>eval_metric</c>).</param>
    /// <param name="data">What to train on, with labels.</param>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="options">Evaluations, early stopping, an objective of one's own … The default is none.</param>
    /// <param name="cancellationToken">Stops between two rounds; no model is given then.</param>
    /// <exception cref="ArgumentException">The options contradict each other, or an objective of one's own gives too few values.</exception>
    /// <exception cref="LineaException">InvalidArgument: the library refuses a parameter or the data; the message is its own. NotConfigured: there is no libxgboost.</exception>
    public static Booster Train(IReadOnlyDictionary<string, object> parameters, DMatrix data, int rounds, TrainOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(rounds);
        options ??= new();
        var stopping = EarlyStopping.Of(options);
        var booster = Create([data.Handle, .. options.Evaluations.Select(e => e.Data.Handle)]);
        try
        {
            if (options.Continue is { } before) booster.Restore(before);
            booster.Apply(parameters);
            booster.CheckColumns(data);
            if (data.FeatureNames is { } names) booster.FeatureNames = names;
            if (data.FeatureTypes is { } types) booster.FeatureTypes = types;
            var first = booster.RoundCount;
            for (var round = first; round < first + rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (options.Objective is { } objective) booster.Boost(round, data, objective);
                else NativeCall.Check(NativeMethods.XGBoosterUpdateOneIter(booster._handle, round, data.Handle), "train");
                var scores = options.Evaluations.Count > 0 ? booster.Evaluate(options.Evaluations, round) : new Dictionary<string, double>();
                options.AfterRound?.Invoke(new(round, scores));
                if (stopping?.IsDue(round, scores) == true) break;
            }
            stopping?.Record(booster);
            booster.Configure();
            return booster;
        }
        catch
        {
            booster.Dispose();
            throw;
        }
    }

    /// <summary>The scores of the model's metrics on data, by name and metric (<c>test-logloss</c>).</summary>
    /// <param name="data">The data with labels, and the name that the scores are told under.</param>
    public IReadOnlyDictionary<string, double> Evaluate(params IReadOnlyList<(string Name, DMatrix Data)> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        foreach (var (_, matrix) in data) CheckColumns(matrix);
        return Evaluate(data, round: 0);
    }

    private unsafe IReadOnlyDictionary<string, double> Evaluate(IReadOnlyList<(string Name, DMatrix Data)> data, int round)
    {
        byte* result = null;
        var code = NativeCall.WithTexts([.. data.Select(e => e.Name)], names => NativeCall.WithHandles([.. data.Select(e => e.Data.Handle)], matrices =>
        {
            var inner = NativeMethods.XGBoosterEvalOneIter(_handle, round, (nint*)matrices, (byte**)names, (ulong)data.Count, out var text);
            result = text;
            return inner;
        }));
        NativeCall.Check(code, "evaluate");
        return Scores.Parse(NativeCall.Text(result));
    }

    private unsafe void Boost(int round, DMatrix data, BoostingObjective objective)
    {
        var margins = (float[])Predict(data, Config(PredictionKind.Margin, (0, 0), training: true)).Values;
        var (gradients, hessians) = objective(margins, data);
        if (gradients.Length != margins.Length || hessians.Length != margins.Length)
            throw new ArgumentException($"The objective gave {gradients.Length} gradients and {hessians.Length} hessians in round {round}; there are {margins.Length} margins.", nameof(objective));
        fixed (float* gradient = gradients, hessian = hessians)
            NativeCall.Check(NativeMethods.XGBoosterBoostOneIter(_handle, data.Handle, gradient, hessian, (ulong)gradients.Length), "train");
    }

    private void Apply(IReadOnlyDictionary<string, object> parameters)
    {
        // As Python does: a parameter that nothing uses is told in the library's log.
        if (!parameters.ContainsKey("validate_parameters")) NativeCall.Check(NativeMethods.XGBoosterSetParam(_handle, "validate_parameters", "1"), "train");
        foreach (var (name, value) in parameters)
            foreach (var text in Parameters.Texts(name, value)) NativeCall.Check(NativeMethods.XGBoosterSetParam(_handle, name, text), $"set the parameter '{name}'");
        Configure();
    }

    private unsafe void Restore(Booster before)
    {
        var bytes = before.ToBytes();
        fixed (byte* first = bytes) NativeCall.Check(NativeMethods.XGBoosterLoadModelFromBuffer(_handle, first, (ulong)bytes.Length), "go on from the model");
        ModelClass = before.ModelClass;
        // They tell of the training before.
        foreach (var name in (string[])["best_iteration", "best_score", "best_ntree_limit"]) SetAttribute(name, null);
    }
}
