using LineaSharp;
using LineaSharp.Models;
using LineaSharp.Scoring;

/// <summary>The pieces of docs/scoring.md about Prophet and statsmodels; they compile, and are not run.</summary>
internal static class ForecastsAndRegressionsGuide
{
    public static void Forecast(Table frenchHolidays)
    {
        Linea.Use(new NativeScoring());
        var model = Linea.Get("sales@champion").GetValue<ProphetModel>();
        var year = model.MakeFutureDataFrame(365, "D", includeHistory: false);
        var forecast = model.Predict(year, new ProphetOptions { Seed = 1 });
        var (low, high) = (forecast["yhat_lower"].ToDoubles(), forecast["yhat_upper"].ToDoubles());

        var quick = model.Predict(year, new ProphetOptions { UncertaintySamples = 0 });            // no intervals, much faster
        var french = model.Predict(year, new ProphetOptions { Holidays = frenchHolidays });        // columns ds and holiday

        Console.WriteLine($"{low.Length} {high.Length} {quick.RowCount} {french.RowCount}");
    }

    public static void Regress()
    {
        var model = Linea.Get("claims").GetValue<StatsmodelsModel>();
        var table = new Table(new TableColumn("const", new[] { 1.0, 1.0 }), new TableColumn("age", new[] { 31.0, 52.0 }));
        double[] means = model.Predict(table);
        double mean = model.Predict([1.0, 31.0]);               // one row of numbers, without allocating; not of a formula

        Console.WriteLine(means.Length);
    }
}
