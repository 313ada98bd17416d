using System.Globalization;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Scoring.Tests.Prophet;

public sealed class ProphetRecordedTests(ITestOutputHelper output)
{
    private const int FirstFutureRow = 20;

    public static TheoryData<int> Cases => new(Enumerable.Range(0, RecordedForecast.All.Count()));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sampled_and_rescaled_models_forecast_as_in_Prophet(int index)
    {
        var recorded = RecordedForecast.All.ElementAt(index);
        var model = recorded.Model();

        var forecast = model.Predict(Fitting(recorded, model), new() { Seed = 11, UncertaintySamples = 20_000 });

        Assert.Equal(["ds", .. recorded.Columns.Keys], forecast.Columns.Select(c => c.Name));
        var exact = recorded.Columns.Where(c => !IsSimulated(c.Key)).Max(c => Difference(c.Key)) / recorded.Golden.YScale;
        output.WriteLine($"{recorded.Golden} {recorded.Change}: largest difference {exact:0.0e0} of the scale of y");
        Assert.True(exact <= 1e-9, $"{exact}");
        foreach (var kind in (string[])["yhat", "trend"])
        {
            var (lower, upper) = (recorded.Columns[$"{kind}_lower"], recorded.Columns[$"{kind}_upper"]);
            // At first most futures have not changed yet: the bounds lie at the edge of these, where 20,000 futures tell little.
            var worst = recorded.Rows.Select((row, i) => kind == "trend" && row is > FirstFutureRow and < FirstFutureRow + 40 ? 0
                : Math.Max(0, Math.Max(At($"{kind}_lower", row, lower[i]), At($"{kind}_upper", row, upper[i])) - 1e-9 * recorded.Golden.YScale) / (upper[i] - lower[i] + 1e-300)).Max();
            output.WriteLine($"{kind}: largest difference {worst:0.00 %} of the width");
            Assert.InRange(worst, 0, 0.03);
        }

        double At(string column, int row, double value) => Math.Abs(forecast[column].ToDoubles()[row] - value);
        double Difference(string column) => recorded.Rows.Select((row, i) => At(column, row, recorded.Columns[column][i])).Max();
    }

    [Fact]
    public void Dates_behind_the_history_are_those_of_pandas()
    {
        foreach (var recorded in RecordedForecast.File["dates"]!.AsArray())
        {
            var (last, frequency) = (Date((string)recorded!["last"]!), (string)recorded["frequency"]!);

            var dates = Scoring.Prophet.Frequency.Parse(frequency).After(last, 7);

            Assert.True(recorded["dates"]!.AsArray().Select(d => Date((string)d!)).SequenceEqual(dates), $"{frequency} after {last:s}: {string.Join(" ", dates.Select(d => d.ToString("s")))}, and pandas has {recorded["dates"]}");
        }

        static DateTime Date(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);
    }

    private static bool IsSimulated(string column) => column is "yhat_lower" or "yhat_upper" or "trend_lower" or "trend_upper";

    // A model without a cap would hand the column through.
    private static Table Fitting(RecordedForecast recorded, ProphetModel model) =>
        new(recorded.Input(model).Columns.Where(c => recorded.Columns.ContainsKey("cap") || c.Name == "ds").ToArray());
}
