using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Bench.Scoring;

/// <summary>Predictions of 200 trees on 20 features, beside other libraries with the same trees on the same processors.</summary>
internal static class Predictions
{
    private const int Runs = 15, ShortRuns = 201, RowsOfShortRun = 100;
    // Threads of a library spin for a while after its work; nobody else's time should have them.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Task RunAsync(Table table)
    {
        if (!NativeXGBoost.IsThere)
        {
            table.Note("skipped: libxgboost, which trains a model, is not installed (apt-get install libxgboost0)");
            return Task.CompletedTask;
        }
        var rows = TrainingRows.New();
        using var xgboost = new XGBoostTrees(rows);
        using var lightGbm = new LightGbmTrees(rows);
        using var fastTree = new FastTreeTrees(rows);
        Match[] matches = [xgboost.Match, lightGbm.Match, fastTree.Match];

        // All are warm before any is measured; ours, being .NET's code, needs more of it.
        foreach (var (match, theirs) in matches.SelectMany(m => m.Theirs, (m, t) => (m, t)))
        {
            var difference = Match.Difference(match.Ours, theirs.Scorer, theirs.Tolerance);
            table.Note(Table.Text($"{match.Trees}'s trees: the largest difference between {theirs.Scorer.Name} and LineaSharp is {difference:0.0e+0}"));
        }
        foreach (var scorer in matches.SelectMany(m => m.All))
            for (var i = 0; i < 20_000; i++) scorer.One(i);
        foreach (var match in matches)
            for (var i = 0; i < 20; i++) match.Ours.All();

        var one = OneRow(matches);
        var many = AllRows(matches);
        foreach (var match in matches)
            foreach (var scorer in match.All) table.Add($"one row, {match.Trees}'s trees: {scorer.Name}", one[scorer], Unit.Microseconds);
        foreach (var match in matches)
            foreach (var scorer in match.All) table.Add($"100,000 rows, {match.Trees}'s trees: {scorer.Name}", many[scorer], Unit.Milliseconds);
        Symmetric(rows, table);
        foreach (var match in matches.Where(m => m.AreOfDepthSix))
            table.Verdict($"one row of {match.Trees}'s trees under 5 µs", one[match.Ours].Median < TimeSpan.FromMicroseconds(5), Table.Text($"{one[match.Ours].Median.TotalMicroseconds:0.00} µs"));
        foreach (var (match, theirs) in matches.SelectMany(m => m.Theirs, (m, t) => (m, t.Scorer)))
        {
            var times = many[match.Ours].TimesOf(many[theirs]);
            table.Verdict($"100,000 rows at least as fast as {theirs.Name}", times <= 1, Table.Text($"{times:0.00} of its time"));
        }
        return Task.CompletedTask;
    }

    // In turn, and in short runs, so that few of them are interrupted.
    private static Dictionary<Scorer, Series> OneRow(Match[] matches)
    {
        var series = matches.SelectMany(m => m.All).ToDictionary(s => s, _ => new Series());
        for (var run = 0; run < ShortRuns; run++)
        {
            foreach (var (scorer, times) in series)
            {
                Thread.Sleep(Pause);
                for (var i = 0; i < RowsOfShortRun / 2; i++) scorer.One(i);
                var several = new Series();
                several.Measure(() =>
                {
                    for (var i = 0; i < RowsOfShortRun; i++) scorer.One(run * RowsOfShortRun + i);
                });
                times.Add(several.Median / RowsOfShortRun);
            }
        }
        return series;
    }

    private static Dictionary<Scorer, Series> AllRows(Match[] matches)
    {
        var series = matches.SelectMany(m => m.All).ToDictionary(s => s, _ => new Series());
        for (var run = 0; run < Runs; run++)
        {
            foreach (var (scorer, times) in series)
            {
                Thread.Sleep(Pause);
                times.Measure(() => scorer.All());
            }
        }
        return series;
    }

    private static void Symmetric(TrainingRows rows, Table table)
    {
        var forest = SymmetricTrees.New().Forest();
        var (sums, times) = (new double[TrainingRows.Count], new Series());
        for (var run = -20; run < Runs; run++) (run < 0 ? new Series() : times).Measure(() => forest.PredictRows(rows.Singles.AsSpan(), sums));
        table.Add("100,000 rows of symmetric trees: LineaSharp", times, Unit.Milliseconds, "CatBoost 1.2: 31 ms, on another machine of this size");
        table.Verdict("100,000 rows of symmetric trees within 2 times CatBoost's 31 ms", times.Median <= TimeSpan.FromMilliseconds(62), Table.Text($"{times.Median.TotalMilliseconds:0} ms"));
    }
}
