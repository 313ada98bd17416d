using LineaSharp.Scoring;

namespace LineaSharp.Bench;

/// <summary>A Prophet forecast of a year, with and without simulated intervals.</summary>
internal static class ProphetForecasts
{
    private const int WarmUps = 200, Runs = 300;

    public static Task RunAsync(Table table)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "prophet-linear-intervals", "model.pr");
        var (loading, plain, simulated) = (new Series(), new Series(), new Series());
        var model = ProphetModel.FromFile(file);
        var dates = model.MakeFutureDataFrame(365, includeHistory: false);
        for (var i = -WarmUps; i < Runs; i++)
        {
            (i < 0 ? new Series() : loading).Measure(() => ProphetModel.FromFile(file));
            (i < 0 ? new Series() : plain).Measure(() => model.Predict(dates, new() { UncertaintySamples = 0 }));
            if (i % 10 == 0) (i < 0 ? new Series() : simulated).Measure(() => model.Predict(dates, new() { UncertaintySamples = 1000, Seed = i }));
        }
        table.Add("loading a model of 800 days", loading, Unit.Milliseconds);
        table.Add("a forecast of 365 days without intervals", plain, Unit.Milliseconds, "Prophet 1.5: 23 ms, on another machine of this size");
        table.Add("a forecast of 365 days with 1,000 futures", simulated, Unit.Milliseconds, "Prophet 1.5: 80 ms, on another machine of this size");
        table.Verdict("a forecast of 365 days without intervals under 1 ms", plain.Median.TotalMilliseconds < 1, Table.Text($"{plain.Median.TotalMilliseconds:0.000} ms"));
        return Task.CompletedTask;
    }
}
