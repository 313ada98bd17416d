using System.Text;
using System.Text.Json.Nodes;
using LineaSharp.Models;
using LineaSharp.Scoring.Prophet;
using Xunit;

namespace LineaSharp.Scoring.Tests.Prophet;

public sealed class ProphetRefusalTests
{
    private static readonly ProphetGolden France = new("scoring", "prophet-country-holidays-conditional");
    private static readonly ProphetGolden Logistic = new("models-v317", "prophet-logistic-regressor");

    [Fact]
    public async Task A_country_without_its_dates_is_refused_also_as_a_pyfunc()
    {
        await using var model = await PyFuncModel.OpenAsync(ModelDirectory.Open(France.Folder), [new NativeScoring()], cancellationToken: TestContext.Current.CancellationToken);

        var error = Assert.Throws<LineaException>(() => model.Predict(France.Input));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("'FR'", error.Message);
        Assert.Contains("ProphetOptions.Holidays", error.Message);
    }

    [Fact]
    public void A_year_without_a_holiday_and_names_that_the_model_does_not_know_are_refused()
    {
        var model = ProphetModel.FromFile(France.File);
        var (days, names) = (France.Holidays!["ds"].Values.Cast<DateTime>().ToArray(), France.Holidays!["holiday"].Values.Cast<string>().ToArray());
        var early = Enumerable.Range(0, days.Length).Where(i => days[i].Year < 2024).ToArray();

        var missing = Assert.Throws<ArgumentException>(() => Predict(new Table(new("ds", early.Select(i => days[i]).ToArray()), new("holiday", early.Select(i => names[i]).ToArray()))));
        var renamed = Assert.Throws<ArgumentException>(() => Predict(new Table(new("ds", days), new("holiday", names.Select(n => $"{n} (observed)").ToArray()))));
        var windows = Assert.Throws<ArgumentException>(() => Predict(new Table(new("ds", days), new("holiday", names), new("lower_window", new int[days.Length]))));

        Assert.Contains("2024", missing.Message);
        Assert.Contains("Christmas Day", renamed.Message);
        Assert.Contains("lower_window", windows.Message);

        Table Predict(Table holidays) => model.Predict(France.Input, new() { Holidays = holidays });
    }

    [Fact]
    public void Holidays_for_a_model_without_a_country_are_refused() =>
        Assert.Throws<ArgumentException>(() => ProphetModel.FromFile(Logistic.File).Predict(Logistic.Input, new() { Holidays = France.Holidays }));

    [Theory]
    [InlineData("ds")]
    [InlineData("promo")]
    [InlineData("cap")]
    [InlineData("floor")]
    public void A_missing_column_is_named(string name)
    {
        var model = ProphetModel.FromFile(Logistic.File);

        var error = Assert.Throws<ArgumentException>(() => model.Predict(new Table(Logistic.Input.Columns.Where(c => c.Name != name).ToArray())));

        Assert.Contains($"'{name}'", error.Message);
        Assert.Contains(name, model.InputColumns);
    }

    [Fact]
    public void Values_that_Prophet_refuses_are_refused()
    {
        var model = ProphetModel.FromFile(Logistic.File);
        var france = ProphetModel.FromFile(France.File);

        Assert.Contains("no rows", Refused(new Table(new TableColumn("ds", Array.Empty<DateTime>()))));
        Assert.Contains("time zone", Refused(With("ds", new[] { DateTimeOffset.UnixEpoch })));
        Assert.Contains("no date in row 0", Refused(With("ds", new DateTime?[] { null })));
        Assert.Contains("yesterday", Refused(With("ds", new[] { "yesterday" })));
        Assert.Contains("no value on 2024-05-01", Refused(With("promo", new[] { double.NaN })));
        Assert.Contains("not above the floor", Refused(With("cap", new[] { 1.0 })));
        Assert.Contains("only true and false", Assert.Throws<ArgumentException>(() => france.Predict(
            new Table(new("ds", new[] { new DateTime(2024, 1, 1) }), new("on", new[] { 2 })), new() { Holidays = France.Holidays })).Message);
        Assert.Contains("1000000", Assert.Throws<ArgumentException>(() => model.Predict(Logistic.Input, new() { UncertaintySamples = 2_000_000 })).Message);

        string Refused(Table table) => Assert.Throws<ArgumentException>(() => model.Predict(table)).Message;
        static Table With(string name, Array values) => new(((TableColumn[])[
            new("ds", new[] { new DateTime(2024, 5, 1) }), new("promo", new[] { 1.0 }), new("cap", new[] { 12.0 }), new("floor", new[] { 1.0 })]).Select(c => c.Name == name ? new(name, values) : c).ToArray());
    }

    [Fact]
    public void Dates_may_be_text_and_DateOnly()
    {
        var model = ProphetModel.FromFile(new ProphetGolden("scoring", "prophet-flat").File);

        var (text, day, time) = (Yhat(new[] { "2024-05-01" }), Yhat(new[] { new DateOnly(2024, 5, 1) }), Yhat(new[] { new DateTime(2024, 5, 1) }));

        Assert.Equal(time, text);
        Assert.Equal(time, day);

        double[] Yhat(Array dates) => model.Predict(new Table(new TableColumn("ds", dates)), new() { UncertaintySamples = 0 })["yhat"].ToDoubles();
    }

    [Theory]
    [InlineData("fortnightly")]
    [InlineData("")]
    [InlineData("0D")]
    [InlineData("-1D")]
    [InlineData("W-XYZ")]
    [InlineData("99999999999D")]
    public void An_unknown_frequency_is_refused_with_those_that_are_known(string frequency) =>
        Assert.Contains("W-MON", Assert.Throws<ArgumentException>(() => ProphetModel.FromFile(Logistic.File).MakeFutureDataFrame(3, frequency)).Message);

    [Fact]
    public void Dates_beyond_the_calendar_are_refused() =>
        Assert.Contains("9999", Assert.Throws<ArgumentException>(() => ProphetModel.FromFile(Logistic.File).MakeFutureDataFrame(300, "99Y")).Message);

    [Fact]
    public void A_regressor_with_a_predictor_of_its_own_is_refused_by_name()
    {
        var model = Model(Logistic);
        model["extra_regressors"]![1]!["promo"]!["predictor_spec"] = new JsonObject { ["kind"] = "tree" };

        var error = Assert.Throws<LineaException>(() => RecordedForecast.Parse(model));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("'promo'", error.Message);
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "growth", "\"quadratic\"" },
        { "y_scale", "0" },
        { "y_scale", "1e999" },
        { "t_scale", "-1" },
        { "start", "1e300" },
        { "interval_width", "7" },
        { "uncertainty_samples", "1e12" },
        { "uncertainty_samples", "-1" },
        { "changepoints_t", "[]" },
        { "changepoints_t", "[0.5]" },
        { "changepoints_t", "[0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0]" },
        { "seasonalities", "[[\"weekly\"], {}]" },
        { "seasonalities", "[[\"a\", \"a\"], {\"a\": {\"period\": 7, \"fourier_order\": 3, \"condition_name\": null}}]" },
        { "seasonalities", "[[\"weekly\"], {\"weekly\": {\"period\": 7, \"fourier_order\": 1000000, \"condition_name\": null}}]" },
        { "seasonalities", "[[\"weekly\"], {\"weekly\": {\"period\": 0, \"fourier_order\": 3, \"condition_name\": null}}]" },
        { "params", "{\"k\": [], \"m\": [], \"delta\": [], \"beta\": [], \"sigma_obs\": []}" },
        { "params", "{\"k\": [[1]], \"m\": [[1], [2]], \"delta\": [[1]], \"beta\": [[1]], \"sigma_obs\": [[1]]}" },
        { "train_holiday_names", "null" },
        { "train_component_cols", "\"{}\"" },
        { "train_component_cols", "\"{\\\"schema\\\":{\\\"fields\\\":[]},\\\"data\\\":[]}\"" },
        { "component_modes", "{\"additive\": [\"multiplicative_terms\"], \"multiplicative\": []}" },
        { "holidays", "\"{\\\"data\\\":[{\\\"holiday\\\":\\\"ny\\\",\\\"ds\\\":\\\"2024-01-01\\\",\\\"lower_window\\\":-100000000,\\\"upper_window\\\":100000000}]}\"" },
        { "holidays", "\"{\\\"data\\\":[{\\\"holiday\\\":\\\"ny\\\",\\\"ds\\\":\\\"2024-13-01\\\"}]}\"" },
        { "history", "\"{\\\"data\\\":[]}\"" },
        { "history_dates", "\"{\\\"data\\\":[\\\"\\\\ud800\\\"]}\"" },
        { "logistic_floor", "3" },
        { "scaling", "\"other\"" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_part_is_refused_by_its_name(string key, string json)
    {
        var text = (string)JsonNode.Parse(File.ReadAllText(Logistic.File))!;
        var model = (JsonObject)JsonNode.Parse(text)!;
        var damaged = text.Replace($"\"{key}\": {Raw(text, key)}", $"\"{key}\": {json}");
        Assert.NotEqual(text, damaged);
        Assert.NotNull(model[key]);

        var error = Assert.Throws<LineaException>(() => ProphetFile.Parse(Encoding.UTF8.GetBytes(JsonValue.Create(damaged).ToJsonString())));

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("\"[]\"")]
    [InlineData("\"{}\"")]
    [InlineData("\"\\ud800\"")]
    public void What_is_no_model_is_refused(string file) =>
        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => ProphetFile.Parse(Encoding.UTF8.GetBytes(file))).Code);

    [Fact]
    public void JSON_ten_thousand_levels_deep_is_refused()
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);

        Assert.Throws<LineaException>(() => ProphetFile.Parse(Encoding.UTF8.GetBytes(deep)));
        Assert.Throws<LineaException>(() => ProphetFile.Parse(Encoding.UTF8.GetBytes($"\"{deep}\"")));
    }

    [Fact]
    public void A_missing_file_is_said_to_be_missing() =>
        Assert.Contains("'model.pr'", Assert.Throws<LineaException>(() => ProphetModel.FromFile("/nowhere/model.pr")).Message);

    [Fact]
    public void Ten_thousand_mutations_end_in_a_forecast_or_an_error_of_ours()
    {
        var random = new Random(20);
        var (values, errors) = (0, 0);
        foreach (var golden in ProphetGolden.All)
        {
            var file = Slim(golden);
            var input = new Table(golden.Input.Columns.Select(c => new TableColumn(c.Name, c.Values is bool[] flags ? flags[^2..] : c.Values is DateTime[] dates ? dates[^2..] : c.ToDoubles()[^2..])).ToArray());
            for (var i = 0; i < 10_000 / 7 + 1; i++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    new ProphetModel(ProphetFile.Parse(Mutated(file, random))).Predict(input, new() { Holidays = golden.Holidays, UncertaintySamples = 10 });
                    values++;
                }
                // A column may have another name after the mutation, or a country be gone: then the call is wrong.
                catch (Exception e) when (e is LineaException or ArgumentException { ParamName: null })
                {
                    errors++;
                }
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
            }
        }
        Assert.True(values > 500 && errors > 500, $"{values} forecasts, {errors} errors");
    }

    // Three changed bytes, of which some stay valid JSON: digits for digits, letters for letters.
    private static byte[] Mutated(byte[] file, Random random)
    {
        var mutated = (byte[])file.Clone();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            ref var b = ref mutated[random.Next(mutated.Length)];
            b = char.IsAsciiDigit((char)b) && random.Next(3) > 0 ? (byte)('0' + random.Next(10)) : char.IsAsciiLetter((char)b) ? (byte)('a' + random.Next(26)) : (byte)random.Next(32, 127);
        }
        return random.Next(20) == 0 ? mutated[..random.Next(mutated.Length)] : mutated;
    }

    // Without what no forecast reads, so that mutations hit what one does.
    private static byte[] Slim(ProphetGolden golden)
    {
        var model = Model(golden);
        model["history"] = "{\"data\":[{\"t\":0},{\"t\":1}]}";
        model["history_dates"] = "{\"data\":[\"2024-01-01\"]}";
        foreach (var unread in (string[])["trend", "lp__"]) ((JsonObject)model["params"]!).Remove(unread);
        return Encoding.UTF8.GetBytes(JsonValue.Create(model.ToJsonString()).ToJsonString());
    }

    private static JsonObject Model(ProphetGolden golden) => (JsonObject)JsonNode.Parse((string)JsonNode.Parse(File.ReadAllText(golden.File))!)!;

    private static string Raw(string text, string key)
    {
        using var document = System.Text.Json.JsonDocument.Parse(text);
        return document.RootElement.GetProperty(key).GetRawText();
    }
}
