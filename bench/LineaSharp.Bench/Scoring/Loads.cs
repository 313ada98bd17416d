using System.Text;
using LineaSharp.Scoring;
using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn;
using LineaSharp.Scoring.Trees;
using LineaSharp.Scoring.Trees.CatBoost;
using LineaSharp.Scoring.Trees.LightGbm;
using LineaSharp.Scoring.Trees.XGBoost;

namespace LineaSharp.Bench.Scoring;

/// <summary>Loading 200 trees of depth 6 in every format of trees: from a file, which lies in the page cache, to a model that predicts.</summary>
internal static class Loads
{
    private const int WarmUps = 30, Runs = 51;
    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(20);

    public static Task RunAsync(string folder, Table table)
    {
        var rows = TrainingRows.New();
        Trees(folder, "CatBoost (cbm)", CatBoostFiles.Cbm(SymmetricTrees.New()), bytes => CatBoostModel.Read(bytes, "CatBoostRegressor"), FromSymmetric, rows, table);
        Trees(folder, "CatBoost (json)", CatBoostFiles.Json(SymmetricTrees.New()), bytes => CatBoostModel.Read(bytes, "CatBoostRegressor"), FromSymmetric, rows, table);
        using var lightGbm = new LightGbmTrees(rows);
        Trees(folder, "LightGBM (text)", Encoding.UTF8.GetBytes(lightGbm.Text), bytes => LightGbmText.Parse(Encoding.UTF8.GetString(bytes)), lightGbm.Match.Ours.One, rows, table);
        if (NativeXGBoost.IsThere)
        {
            using var xgboost = new XGBoostTrees(rows);
            Trees(folder, "XGBoost (ubj)", xgboost.Binary, bytes => XGBoostModel.Read(bytes), xgboost.Match.Ours.One, rows, table);
            Trees(folder, "XGBoost (json)", xgboost.Json, bytes => XGBoostModel.Read(bytes), xgboost.Match.Ours.One, rows, table);
        }
        else
        {
            table.Note("XGBoost skipped: libxgboost, which trains the model, is not installed (apt-get install libxgboost0)");
        }
        if (SklearnEnsembles.AreHere) Ensembles(folder, table);
        else table.Note("scikit-learn skipped: /usr/bin/python3 has no sklearn, which fits the models (apt-get install python3-sklearn)");
        return Task.CompletedTask;

        double FromSymmetric(int row)
        {
            Span<double> result = stackalloc double[1];
            SymmetricTrees.New().Forest().Predict(rows.Single(row), result);
            return result[0];
        }
    }

    private static void Trees(string folder, string name, byte[] bytes, Func<byte[], TreeModel> read, Func<int, double> expected, TrainingRows rows, Table table)
    {
        var file = Path.Combine(folder, "model");
        File.WriteAllBytes(file, bytes);
        Measure(name, file, () => new TreeEnsemble(read(File.ReadAllBytes(file))), model => Same(model.PredictRows(rows.Single(0))[0], expected(0)), table);
    }

    private static void Ensembles(string folder, Table table)
    {
        foreach (var name in SklearnEnsembles.Fit(folder))
        {
            var (rows, predictions) = SklearnEnsembles.Expected(folder, name);
            foreach (var format in (string[])["pkl", "skops"])
            {
                var file = Path.Combine(folder, $"{name}.{format}");
                Measure(
                    $"scikit-learn's {name} ({format})", file,
                    () => SklearnFiles.Load(format == "skops" ? SkopsReader.ReadFile(file) : PickleReader.ReadFile(file)),
                    model => ((double[])model.Predict(rows)).Zip(predictions).All(p => Same(p.First, p.Second)), table);
            }
            var loaded = SklearnFiles.Load(PickleReader.ReadFile(Path.Combine(folder, $"{name}.pkl")));
            table.Add($"one row of scikit-learn's {name}", OneRow(loaded, rows.Cast<double>().ToArray()), Unit.Microseconds);
        }
    }

    private static Series OneRow(SklearnModel model, double[] rows)
    {
        var (times, result) = (new Series(), new double[1]);
        var count = rows.Length / TrainingRows.Features;
        for (var run = -2000; run < 201; run++)
        {
            var several = new Series();
            several.Measure(() =>
            {
                for (var row = 0; row < count; row++) model.Predict(rows.AsSpan(row * TrainingRows.Features, TrainingRows.Features), result);
            });
            if (run >= 0) times.Add(several.Median / count);
        }
        return times;
    }

    private static void Measure<T>(string name, string file, Func<T> load, Func<T, bool> isRight, Table table)
    {
        if (!isRight(load())) throw new InvalidOperationException($"{name} was loaded and predicts something else.");
        var times = new Series();
        for (var run = -WarmUps; run < Runs; run++) (run < 0 ? new Series() : times).Measure(() => load());
        table.Add(Table.Text($"{name}, {new FileInfo(file).Length / 1024} KiB"), times, Unit.Milliseconds);
        table.Verdict($"{name} loads under 20 ms", times.Median < Target, Table.Text($"{times.Median.TotalMilliseconds:0.0} ms"));
    }

    private static bool Same(double found, double expected) => Math.Abs(found - expected) <= 1e-9 * Math.Max(1, Math.Abs(expected));
}
