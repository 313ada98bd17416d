using System.Text.Json.Nodes;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Scoring.Tests.Prophet;

public sealed class ProphetForecastTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Golden => new(ProphetGolden.All.Select(g => (g.Set, g.Name)));

    [Theory]
    [MemberData(nameof(Golden))]
    public void Every_column_is_Prophets_within_1e_9_of_the_scale_of_y(string set, string name)
    {
        var golden = new ProphetGolden(set, name);
        var model = ProphetModel.FromFile(golden.File);

        var forecast = model.Predict(golden.Input, new() { UncertaintySamples = 0, Holidays = golden.Holidays });

        Assert.Equal(["ds", .. golden.Columns.Select(c => c.Name)], forecast.Columns.Select(c => c.Name));
        var largest = golden.Columns.Max(c => c.Values.Zip(forecast[c.Name].ToDoubles(), (a, b) => Math.Abs(a - b)).Max()) / golden.YScale;
        output.WriteLine($"{golden}: largest difference {largest:0.0e0} of the scale of y");
        Assert.True(largest <= 1e-9, $"{golden}: {largest}");
    }

    [Fact]
    public async Task Columns_have_the_order_of_the_signature_that_mlflow_inferred()
    {
        foreach (var golden in ProphetGolden.All.Where(g => g.Set == "models-v317"))
        {
            await using var model = await PyFuncModel.OpenAsync(ModelDirectory.Open(golden.Folder), [new NativeScoring()], cancellationToken: TestContext.Current.CancellationToken);

            var forecast = (await model.PredictAsync(golden.Input, cancellationToken: TestContext.Current.CancellationToken)).Table!;

            Assert.Equal(model.Signature!.Outputs!.Cast<ColumnSpec>().Select(c => c.Name!), forecast.Columns.Select(c => c.Name));
            Assert.Equal("LineaSharp.Scoring (prophet)", model.Engine);
        }
    }

    [Fact]
    public void Simulated_intervals_are_Prophets_within_3_percent_of_their_width()
    {
        var golden = new ProphetGolden("scoring", "prophet-linear-intervals");
        var recorded = golden.Expected["intervals"]!.AsObject().ToDictionary(c => c.Key, c => c.Value!.AsArray().Select(v => (double)v!).ToArray());
        var model = ProphetModel.FromFile(golden.File);

        // More than the recording's 20,000, so that its chance is all that is left.
        var forecast = model.Predict(golden.Input, new() { Seed = 1, UncertaintySamples = 200_000 });

        Assert.Equal(20_000, model.UncertaintySamples);
        foreach (var kind in (string[])["yhat", "trend"])
        {
            var worst = 0.0;
            for (var row = 0; row < forecast.RowCount; row++)
            {
                var width = recorded[$"{kind}_upper"][row] - recorded[$"{kind}_lower"][row];
                var difference = Math.Max(Difference($"{kind}_lower", row), Difference($"{kind}_upper", row));
                // Before the end of the history the trend is certain: a width of nothing but rounding.
                if (width <= 1e-9 * golden.YScale) Assert.True(difference <= 1e-9 * golden.YScale);
                else worst = Math.Max(worst, difference / width);
            }
            output.WriteLine($"{kind}: largest difference {worst:0.00 %} of the width");
            Assert.InRange(worst, 0, 0.03);
        }

        double Difference(string column, int row) => Math.Abs(recorded[column][row] - forecast[column].ToDoubles()[row]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_intervals_and_another_one_others()
    {
        foreach (var golden in ProphetGolden.All)
        {
            var model = ProphetModel.FromFile(golden.File);
            var (first, again, other) = (Upper(7), Upper(7), Upper(8));

            Assert.Equal(first, again);
            Assert.NotEqual(first, other);

            double[] Upper(long seed) => model.Predict(golden.Input, new() { Seed = seed, UncertaintySamples = 50, Holidays = golden.Holidays })["yhat_upper"].ToDoubles();
        }
    }

    [Fact]
    public void Rows_come_back_in_the_order_of_their_dates()
    {
        var golden = new ProphetGolden("scoring", "prophet-country-holidays-conditional");
        var model = ProphetModel.FromFile(golden.File);
        var input = golden.Input;
        var turned = new Table(new TableColumn("ds", input["ds"].Values.Cast<DateTime>().Reverse().ToArray()), new TableColumn("on", input["on"].Values.Cast<bool>().Reverse().ToArray()));

        var (straight, reversed) = (Predict(input), Predict(turned));

        Assert.Equal(straight["ds"].Values, reversed["ds"].Values);
        Assert.Equal(straight["yhat"].ToDoubles(), reversed["yhat"].ToDoubles());

        Table Predict(Table table) => model.Predict(table, new() { UncertaintySamples = 0, Holidays = golden.Holidays });
    }

    [Fact]
    public void Many_rows_are_forecast_as_few_are()
    {
        var model = ProphetModel.FromFile(new ProphetGolden("scoring", "prophet-hourly").File);
        var table = model.MakeFutureDataFrame(5000, "H");

        var all = model.Predict(table, new() { UncertaintySamples = 0 })["yhat"].ToDoubles();
        var last = model.Predict(new Table(new TableColumn("ds", table["ds"].Values.Cast<DateTime>().TakeLast(10).ToArray())), new() { UncertaintySamples = 0 })["yhat"].ToDoubles();

        Assert.Equal(last, all[^10..]);
    }

    [Fact]
    public void A_file_from_before_scalings_forecasts_as_Prophet_reads_it()
    {
        var golden = new ProphetGolden("scoring", "prophet-flat");
        var model = (JsonObject)JsonNode.Parse((string)JsonNode.Parse(File.ReadAllText(golden.File))!)!;
        foreach (var later in (string[])["scaling", "y_min", "holidays_mode"]) model.Remove(later);

        var forecast = RecordedForecast.Parse(model).Predict(golden.Input, new() { UncertaintySamples = 0 });

        Assert.Equal(ProphetModel.FromFile(golden.File).Predict(golden.Input, new() { UncertaintySamples = 0 })["yhat"].ToDoubles(), forecast["yhat"].ToDoubles());
    }

    [Fact]
    public async Task A_directory_gives_the_model_and_a_cancelled_forecast_ends()
    {
        var golden = new ProphetGolden("scoring", "prophet-linear-intervals");
        var model = (ProphetModel)await ((IModelFlavor)new NativeScoring()).LoadAsync(ModelDirectory.Open(golden.Folder), typeof(ProphetModel), TestContext.Current.CancellationToken);

        var same = await model.PredictAsync(golden.Input, new() { Seed = 4, UncertaintySamples = 10 }, TestContext.Current.CancellationToken);

        Assert.Equal(model.Predict(golden.Input, new() { Seed = 4, UncertaintySamples = 10 })["yhat_lower"].ToDoubles(), same["yhat_lower"].ToDoubles());
        using var cancelling = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.PredictAsync(golden.Input, new() { UncertaintySamples = 1_000_000 }, cancelling.Token));
    }

    [Fact]
    public void Many_threads_get_the_same_forecast_of_one_model()
    {
        var golden = new ProphetGolden("scoring", "prophet-country-holidays-conditional");
        var model = ProphetModel.FromFile(golden.File);
        var (input, options) = (golden.Input, new ProphetOptions { Seed = 9, UncertaintySamples = 20, Holidays = golden.Holidays });
        var expected = model.Predict(input, options);

        var found = new Table[50];
        Parallel.For(0, found.Length, i => found[i] = model.Predict(input, options));

        Assert.All(found, table => Assert.All(expected.Columns, column => Assert.Equal(column.Values, table[column.Name].Values)));
    }
}
