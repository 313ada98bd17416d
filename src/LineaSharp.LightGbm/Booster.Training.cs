using System.Globalization;
using LineaSharp.LightGbm.Native;

namespace LineaSharp.LightGbm;

public sealed partial class Booster
{
    /// <summary>Trains a model.</summary>
    /// <param name="parameters">LightGBM's parameters (<c>objective</c>, <c>num_leaves</c>, <c>max_bin</c> …): text, numbers, true and false, or lists of these. Its log is off unless <c>verbosity</c> is given; <c>num_threads</c> is kept to this training.</param>
    /// <param name="data">What to train on, with labels.</param>
    /// <param name="rounds">How many rounds; training ends before when no tree can be split any more.</param>
    /// <param name="options">Validations, early stopping, an objective of one's own … The default is none.</param>
    /// <param name="cancellationToken">Stops between two rounds; no model is given then.</param>
    /// <exception cref="ArgumentException">The options contradict each other, or an objective of one's own gives too few values.</exception>
    /// <exception cref="LineaException">InvalidArgument: the library refuses a parameter or the data; the message is its own. NotConfigured: the library cannot be loaded.</exception>
    public static Booster Train(IReadOnlyDictionary<string, object> parameters, Dataset data, int rounds, TrainOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rounds);
        options ??= new();
        NativeCall.RequireLibrary();
        var stopping = EarlyStopping.Of(options);
        var all = new Dictionary<string, object>(parameters, StringComparer.Ordinal);
        using var threads = ThreadCount.TakenFrom(all);
        using var training = new Training(all, data, options);
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isFinished = training.Boost(round);
            var scores = training.Scores();
            options.AfterRound?.Invoke(new(round, scores.ToDictionary(s => s.Name, s => s.Score, StringComparer.Ordinal)));
            if (isFinished || stopping?.IsDue(round, training.OfValidations(scores), training.MetricCount) == true) break;
        }
        return new(training.Result()) { BestIteration = stopping?.BestRound + 1 };
    }

    /// <summary>A training under way: the native model and the native data that it needs until the end.</summary>
    private sealed class Training : IDisposable
    {
        // LightGBM's own metrics of which more is better.
        private static readonly string[] MoreIsBetter = ["auc", "ndcg", "map", "average_precision"];

        private readonly List<DatasetHandle> _datasets = [];
        private readonly Dataset _data;
        private readonly TrainOptions _options;
        private readonly string[] _metrics;
        private readonly BoosterHandle _booster;

        public Training(Dictionary<string, object> parameters, Dataset data, TrainOptions options)
        {
            (_data, _options) = (data, options);
            if (data.Options.CategoricalFeatures.Count > 0) parameters["categorical_feature"] = data.Options.CategoricalFeatures;
            if (options.Objective is not null) parameters["objective"] = "none";
            var text = Parameters.Text(parameters);
            try
            {
                var training = Native(data, text, reference: null);
                NativeCall.Check(NativeMethods.LGBM_BoosterCreate(training, text, out _booster), "begin to train");
                foreach (var (_, validation) in options.Validations) NativeCall.Check(NativeMethods.LGBM_BoosterAddValidData(_booster, Native(validation, text, training)), "add the validation");
                _metrics = NativeCall.EvaluationNames(_booster);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public int MetricCount => _metrics.Length;

        public bool Boost(int round)
        {
            if (_options.Objective is { } objective) return BoostBy(objective, round);
            NativeCall.Check(NativeMethods.LGBM_BoosterUpdateOneIter(_booster, out var isFinished), "train");
            return isFinished != 0;
        }

        public IReadOnlyList<(string Name, double Score, bool IsMore)> Scores()
        {
            var scores = new List<(string, double, bool)>();
            if (_options.ScoreTraining) Add("training", 0);
            for (var i = 0; i < _options.Validations.Count; i++) Add(_options.Validations[i].Name, i + 1);
            return scores;

            unsafe void Add(string name, int dataset)
            {
                var values = new double[_metrics.Length];
                fixed (double* first = values) NativeCall.Check(NativeMethods.LGBM_BoosterGetEval(_booster, dataset, out _, first), "evaluate");
                for (var i = 0; i < values.Length; i++) scores.Add(($"{name}-{_metrics[i]}", values[i], MoreIsBetter.Contains(_metrics[i].Split('@')[0])));
            }
        }

        public IReadOnlyList<(string Name, double Score, bool IsMore)> OfValidations(IReadOnlyList<(string Name, double Score, bool IsMore)> scores) =>
            _options.ScoreTraining ? [.. scores.Skip(_metrics.Length)] : scores;

        // The trained model goes on without its data: as a text it holds no reference to them.
        public unsafe BoosterHandle Result()
        {
            NativeCall.Check(NativeMethods.LGBM_BoosterSaveModelToString(_booster, 0, -1, 0, 0, out var length, null), "end to train");
            fixed (byte* text = new byte[length])
            {
                NativeCall.Check(NativeMethods.LGBM_BoosterSaveModelToString(_booster, 0, -1, 0, length, out _, text), "end to train");
                NativeCall.Check(NativeMethods.LGBM_BoosterLoadModelFromString(text, out _, out var handle), "end to train");
                return handle;
            }
        }

        public void Dispose()
        {
            _booster?.Dispose();
            foreach (var dataset in _datasets) dataset.Dispose();
        }

        private unsafe bool BoostBy(BoostingObjective objective, int round)
        {
            NativeCall.Check(NativeMethods.LGBM_BoosterGetNumPredict(_booster, 0, out var length), "train");
            var scores = new double[length];
            fixed (double* first = scores) NativeCall.Check(NativeMethods.LGBM_BoosterGetPredict(_booster, 0, out _, first), "train");
            var (gradients, hessians) = objective(scores, _data);
            if (gradients.Length != scores.Length || hessians.Length != scores.Length)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The objective gave {gradients.Length} gradients and {hessians.Length} hessians in round {round}; there are {scores.Length} scores."));
            fixed (float* gradient = gradients, hessian = hessians)
            {
                NativeCall.Check(NativeMethods.LGBM_BoosterUpdateOneIterCustom(_booster, gradient, hessian, out var isFinished), "train");
                return isFinished != 0;
            }
        }

        private unsafe DatasetHandle Native(Dataset data, string parameters, DatasetHandle? reference)
        {
            if (reference is not null && data.ColumnCount != _data.ColumnCount)
                throw new ArgumentException($"A validation has {data.ColumnCount} columns; the training has {_data.ColumnCount}.");
            DatasetHandle handle;
            fixed (double* values = data.Values)
                NativeCall.Check(NativeMethods.LGBM_DatasetCreateFromMat(values, NativeMethods.Float64, data.RowCount, data.ColumnCount, 1, parameters, reference?.DangerousGetHandle() ?? 0, out handle), "take the data");
            _datasets.Add(handle);
            var options = data.Options;
            if (options.FeatureNames is { } names)
                NativeCall.Check(NativeCall.WithTexts(names, pointers => NativeMethods.LGBM_DatasetSetFeatureNames(handle, (byte**)pointers, names.Count)), "name the features");
            fixed (float* labels = options.Labels?.ToArray(), weights = options.Weights?.ToArray())
            fixed (double* scores = options.InitScores?.ToArray())
            fixed (int* groups = options.Groups?.ToArray())
            {
                Set("label", labels, options.Labels?.Count, NativeMethods.Float32);
                Set("weight", weights, options.Weights?.Count, NativeMethods.Float32);
                Set("init_score", scores, options.InitScores?.Count, NativeMethods.Float64);
                Set("group", groups, options.Groups?.Count, NativeMethods.Int32);
            }
            return handle;

            void Set(string field, void* values, int? length, int type)
            {
                if (length is { } count) NativeCall.Check(NativeMethods.LGBM_DatasetSetField(handle, field, values, count, type), $"set the field {field}");
            }
        }
    }
}
