using LineaSharp.MLNet;
using LineaSharp.Mlflow;
using LineaSharp.Models;
using Microsoft.ML;

namespace LineaSharp.Bench;

/// <summary>Save and get of a small record and of a small model, against the time of one fsync.</summary>
internal static class SmallSaves
{
    private const int WarmUps = 200, Runs = 200;
    private const string ExperimentName = "bench";

    private static readonly SaveOptions Logged = new() { LogModel = new LogModelOptions { Experiment = ExperimentName } };

    public static async Task RunAsync(string folder, Table table)
    {
        var home = Path.Combine(folder, "home");
        var mlflow = "sqlite:///" + Path.Combine(folder, "mlflow.db");
        // MLflow's own default is the folder mlruns of the working directory.
        await new MlflowClient(mlflow).CreateExperimentAsync(ExperimentName, Path.Combine(folder, "mlruns"));
        var store = Stores.Open(home, mlflow, new WeightsFlavor(), new MLNetFlavor());
        var fsync = new OneFsync(folder);
        var classifier = Classifier.Train();
        MakeShards(home);
        for (var i = 0; i < WarmUps; i++) await RoundAsync(store, fsync, classifier, new Times());
        var times = new Times();
        for (var i = 0; i < Runs; i++) await RoundAsync(store, fsync, classifier, times);

        var one = times.Fsync.Median;
        var limit = 3 * one + TimeSpan.FromMilliseconds(2);
        string Compare(Series series) => Table.Text($"{series.Median / one:0.0} fsyncs");
        table.Add("one fsync: write 4 KiB, fsync, rename", times.Fsync, Unit.Milliseconds);
        table.Add("save a record, 1 kB", times.SaveRecord, Unit.Milliseconds, Compare(times.SaveRecord));
        table.Add("get the record", times.GetRecord, Unit.Milliseconds, Compare(times.GetRecord));
        table.Add("save a model, 10 kB, to linea", times.SaveModel, Unit.Milliseconds, Compare(times.SaveModel));
        table.Add("get the model from linea", times.GetModel, Unit.Milliseconds, Compare(times.GetModel));
        table.Add("save a model, 10 kB, to MLflow's database", times.SaveToMlflow, Unit.Milliseconds, Compare(times.SaveToMlflow));
        table.Add("get the model from MLflow's database", times.GetFromMlflow, Unit.Milliseconds, Compare(times.GetFromMlflow));
        table.Add(Table.Text($"save a model of ML.NET, {(await store.GetAsync("classifier")).Size / 1e3:0} kB, to linea"), times.SaveClassifier, Unit.Milliseconds, Compare(times.SaveClassifier));
        table.Add("get ML.NET's model from linea", times.GetClassifier, Unit.Milliseconds, Compare(times.GetClassifier));
        table.Verdict(
            Table.Text($"a small save under 3 fsyncs + 2 ms = {limit.TotalMilliseconds:0.00} ms"), times.SaveRecord.Median < limit,
            Table.Text($"{times.SaveRecord.Median.TotalMilliseconds:0.00} ms for the record"));
    }

    private static async Task RoundAsync(ArtifactStore store, OneFsync fsync, MLNetModel classifier, Times times)
    {
        // All things of one round see the same state of a shared disk. The bytes are new ones every time: equal ones would be stored once.
        times.Fsync.Measure(fsync.Run);
        var record = Measurement.New();
        await times.SaveRecord.MeasureAsync(() => store.SaveAsync(record, "record"));
        await times.GetRecord.MeasureAsync(async () => await (await store.GetAsync("record")).GetValueAsync<Measurement>());

        var model = new Weights(new byte[10_000]);
        Random.Shared.NextBytes(model.Bytes);
        await times.SaveModel.MeasureAsync(() => store.SaveAsync(model, "model", StorageBackend.Linea));
        await times.GetModel.MeasureAsync(async () => await (await store.GetAsync("model")).GetValueAsync<Weights>());
        await times.SaveToMlflow.MeasureAsync(() => store.SaveAsync(model, "logged", StorageBackend.Mlflow, options: Logged));
        await times.GetFromMlflow.MeasureAsync(async () => await (await store.GetAsync("logged")).GetValueAsync<Weights>());
        await times.SaveClassifier.MeasureAsync(() => store.SaveAsync(classifier, "classifier", StorageBackend.Linea));
        await times.GetClassifier.MeasureAsync(async () => await (await store.GetAsync("classifier")).GetValueAsync<ITransformer>());
    }

    // A store in use has all 256 folders of digests; a new one makes them one by one, which costs its first saves one fsync more each.
    private static void MakeShards(string home)
    {
        for (var i = 0; i < 256; i++) Directory.CreateDirectory(Path.Combine(home, "artifacts", "sha256", i.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
    }

    private sealed class Times
    {
        public Series Fsync { get; } = new();
        public Series SaveRecord { get; } = new();
        public Series GetRecord { get; } = new();
        public Series SaveModel { get; } = new();
        public Series GetModel { get; } = new();
        public Series SaveToMlflow { get; } = new();
        public Series GetFromMlflow { get; } = new();
        public Series SaveClassifier { get; } = new();
        public Series GetClassifier { get; } = new();
    }
}
