using LineaSharp.Scoring;
using LineaSharp.Scoring.Trees.Engine;
using LineaSharp.Scoring.Trees.XGBoost;

namespace LineaSharp.Bench;

/// <summary>Predictions of 200 trees of depth 6 on 20 features, beside libxgboost with the same model on the same processors.</summary>
internal static class Scoring
{
    private const int Features = 20;
    private const int Trees = 200;
    private const int Rows = 100_000;

    public static Task RunAsync(Table table)
    {
        if (!NativeXGBoost.IsThere)
        {
            table.Note("skipped: libxgboost, which trains the model, is not installed (apt-get install libxgboost0)");
            return Task.CompletedTask;
        }
        var random = new Random(1);
        var rows = Enumerable.Range(0, Rows * Features).Select(_ => (float)random.NextDouble()).ToArray();
        var labels = Enumerable.Range(0, 20_000).Select(r => MathF.Sin(rows[r * Features] * 6) + rows[r * Features + 1] * rows[r * Features + 2] + rows[r * Features + 3] + (float)random.NextDouble()).ToArray();
        using var native = NativeXGBoost.Train(rows[..(20_000 * Features)], Features, labels, Trees);
        var file = native.Save();
        var model = new TreeEnsemble(XGBoostModel.Read(file));
        var oblivious = Oblivious(random);

        // All are warm before any is measured.
        for (var i = 0; i < 20_000; i++) One(model, rows, i);
        for (var i = 0; i < 20; i++)
        {
            native.Predict(rows, Features);
            model.PredictRows(rows.AsSpan());
        }
        var difference = Math.Abs(native.Predict(rows, Features) - model.PredictRows(rows.AsSpan(0, Features))[0]);

        var (one, many, nativeMany, load, symmetric) = (new Series(), new Series(), new Series(), new Series(), new Series());
        var sums = new double[Rows];
        for (var run = 0; run < 21; run++)
        {
            many.Measure(() => model.PredictRows(rows.AsSpan()));
            nativeMany.Measure(() => native.Predict(rows, Features));
            load.Measure(() => XGBoostModel.Read(file));
            symmetric.Measure(() => oblivious.PredictRows(rows.AsSpan(), sums));
        }
        // Short runs, so that few of them are interrupted.
        for (var run = 0; run < 501; run++)
        {
            var several = new Series();
            several.Measure(() =>
            {
                for (var i = 0; i < 100; i++) One(model, rows, run * 100 + i);
            });
            one.Add(several.Median / 100);
        }

        table.Add("one row", one, Unit.Microseconds);
        table.Add("100,000 rows", many, Unit.Milliseconds, Table.Text($"libxgboost {nativeMany.Median.TotalMilliseconds:0} ms"));
        table.Add("100,000 rows, libxgboost", nativeMany, Unit.Milliseconds);
        table.Add("100,000 rows of symmetric trees", symmetric, Unit.Milliseconds);
        table.Add(Table.Text($"load of {file.Length / 1024} KiB (ubj)"), load, Unit.Milliseconds);
        table.Verdict("one row under 5 µs", one.Median < TimeSpan.FromMicroseconds(5), Table.Text($"{one.Median.TotalMicroseconds:0.00} µs"));
        table.Verdict("100,000 rows at least as fast as libxgboost", many.Median <= nativeMany.Median, Table.Text($"{many.Median / nativeMany.Median:0.00} of its time"));
        table.Verdict("a load under 20 ms", load.Median < TimeSpan.FromMilliseconds(20), Table.Text($"{load.Median.TotalMilliseconds:0.0} ms"));
        table.Note(Table.Text($"difference between the two in the first row: {difference:0.0######}"));
        return Task.CompletedTask;
    }

    private static void One(TreeEnsemble model, float[] rows, int row)
    {
        Span<double> result = stackalloc double[1];
        model.Predict(rows.AsSpan(row % Rows * Features, Features), result);
    }

    private static ObliviousForest Oblivious(Random random)
    {
        var forest = new ObliviousForest(Features, 1, "The benchmark");
        for (var tree = 0; tree < Trees; tree++)
        {
            var splits = Enumerable.Range(0, 6).Select(_ => new ObliviousSplit(random.Next(Features), (float)random.NextDouble())).ToArray();
            forest.Add(splits, Enumerable.Range(0, 64).Select(_ => random.NextDouble()).ToArray());
        }
        return forest.Seal();
    }
}
