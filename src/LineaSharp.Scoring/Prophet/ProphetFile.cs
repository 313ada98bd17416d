using System.Text.Json;

namespace LineaSharp.Scoring.Prophet;

/// <summary>Reads <c>model.pr</c>: JSON text that holds one JSON string, which holds the model as <c>prophet.serialize.model_to_json</c> writes it.</summary>
/// <remarks>
/// Strict: every length that must fit another is checked before anything is made of it. Series and tables of pandas are JSON once more, inside text: a series has
/// <c>data</c>, a table <c>schema.fields[].name</c> and one object a row in <c>data</c>. Files of Prophet before 1.1.5 lack <c>scaling</c>, <c>y_min</c> and <c>holidays_mode</c>.
/// </remarks>
internal static class ProphetFile
{
    public const int MaxSamples = 1_000_000;
    private const long MaxSize = 256 << 20;

    // Further from a holiday than any window reaches.
    private const int MaxWindow = 10_000;

    // The columns of a forecast that are no components.
    private static readonly string[] OwnColumns = ["ds", "trend", "trend_lower", "trend_upper", "cap", "floor", "yhat", "yhat_lower", "yhat_upper"];

    public static FittedProphet Read(string path)
    {
        var size = new FileInfo(path).Length;
        if (size > MaxSize) throw ProphetErrors.Damaged($"its file has {size} bytes; at most {MaxSize} are read");
        return Parse(File.ReadAllBytes(path));
    }

    public static FittedProphet Parse(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var outer = JsonDocument.Parse(file);
            using var document = JsonDocument.Parse(new ProphetNode(outer.RootElement, "the file").Text());
            return Model(new ProphetNode(document.RootElement, "model"));
        }
        catch (JsonException e)
        {
            throw ProphetErrors.Damaged($"it is no valid JSON ({e.Message.TrimEnd('.')})", e);
        }
        // What System.Text.Json throws for text with half a surrogate pair.
        catch (InvalidOperationException e)
        {
            throw ProphetErrors.Damaged("a text in it is no valid Unicode", e);
        }
    }

    private static FittedProphet Model(ProphetNode model)
    {
        var seasonalities = Ordered(model["seasonalities"], (name, node) => new Seasonality(
            name, Positive(node["period"]), node["fourier_order"].Whole(1, 1_000_000), node["condition_name"].TextOrNull()));
        var regressors = Ordered(model["extra_regressors"], OneRegressor);
        var names = model["train_holiday_names"];
        var holidays = new HolidayFeatures(Holidays(model["holidays"]), names.IsNull ? [] : Array.ConvertAll(names.Nested()["data"].Items(), n => n.Text()));
        if (names.IsNull && (!model["holidays"].IsNull || !model["country_holidays"].IsNull)) throw names.Unexpected("the names of the holidays");

        var changepoints = model["changepoints_t"].Numbers();
        if (changepoints.Length == 0 || changepoints.Zip(changepoints.Skip(1)).Any(pair => pair.First > pair.Second)) throw ProphetErrors.Damaged("changepoints_t is empty or does not rise");
        var marked = model["changepoints"].Nested()["data"].Items().Length;
        if (changepoints.Length != Math.Max(marked, 1)) throw ProphetErrors.Damaged($"it has {marked} changepoints, and changepoints_t has {changepoints.Length} values");

        string[] features = [.. seasonalities.SelectMany(s => Enumerable.Repeat(s.Name, 2 * s.Order)).Concat(holidays.Names).Concat(regressors.Select(r => r.Name)).Take(MaxSamples + 1)];
        if (features.Length == 0) features = ["zeros"];
        var draws = Draws(model["params"], changepoints.Length, features.Length);
        var components = Components(model["train_component_cols"].Nested(), features, model["component_modes"]);
        var (history, step) = History(model);
        var scaling = model.Find("scaling")?.Text() ?? "absmax";
        if (scaling is not ("absmax" or "minmax")) throw model["scaling"].Unexpected("absmax or minmax");
        var start = model["start"].Number();
        if (Math.Abs(start) > 5e10) throw model["start"].Unexpected("a time");
        return new FittedProphet
        {
            Growth = model["growth"].Text() switch
            {
                "linear" => Growth.Linear,
                "logistic" => Growth.Logistic,
                "flat" => Growth.Flat,
                _ => throw model["growth"].Unexpected("linear, logistic or flat"),
            },
            YScale = Positive(model["y_scale"]),
            Floor = scaling == "minmax" ? model["y_min"].Number() : 0,
            HasFloorColumn = model["logistic_floor"].Flag(),
            Start = DateTime.UnixEpoch.AddTicks((long)Math.Round(start * TimeSpan.TicksPerSecond)),
            TimeScaleInSeconds = Positive(model["t_scale"]),
            Changepoints = changepoints,
            Draws = draws,
            Seasonalities = seasonalities,
            Holidays = holidays,
            Regressors = regressors,
            Components = components,
            Additive = components.First(c => c.Name == "additive_terms"),
            Multiplicative = components.First(c => c.Name == "multiplicative_terms"),
            Country = model["country_holidays"].TextOrNull(),
            IntervalWidth = model["interval_width"].Number() is >= 0 and <= 1 and var width ? width : throw model["interval_width"].Unexpected("a share from 0 to 1"),
            UncertaintySamples = model["uncertainty_samples"].WholeOr(0, 0, MaxSamples),
            History = history,
            HistoryStep = step,
        };
    }

    /// <summary>A list of two: the keys in order, and the values by key.</summary>
    private static T[] Ordered<T>(ProphetNode pair, Func<string, ProphetNode, T> make)
    {
        if (pair.Items() is not [var keys, var values]) throw pair.Unexpected("a list of the keys and the values by key");
        var names = Array.ConvertAll(keys.Items(), k => k.Text());
        var byName = new Dictionary<string, ProphetNode>(StringComparer.Ordinal);
        foreach (var (key, value) in values.Entries()) byName[key] = value;
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length || byName.Count != names.Length) throw pair.Unexpected($"{names.Length} different keys and as many values");
        return Array.ConvertAll(names, name => make(name, byName.TryGetValue(name, out var node) ? node : throw pair.Unexpected($"a list whose values have '{name}'")));
    }

    private static Regressor OneRegressor(string name, ProphetNode node)
    {
        if (node.Find("predictor") is { IsNull: false } || node.Find("predictor_spec") is { IsNull: false }) throw ProphetErrors.HasPredictor(name);
        return new Regressor(name, node["mu"].Number(), node["std"].Number() is not 0 and var deviation ? deviation : throw node["std"].Unexpected("a number other than 0"));
    }

    private static Holiday[] Holidays(ProphetNode table) => table.IsNull ? [] : Array.ConvertAll(table.Nested()["data"].Items(), row =>
    {
        var (lower, upper) = (row.Find("lower_window") is { } l ? l.WholeOr(int.MinValue, -MaxWindow, 0) : 0, row.Find("upper_window") is { } u ? u.WholeOr(int.MinValue, 0, MaxWindow) : 0);
        // Where one of the two is missing Prophet takes none.
        if (lower == int.MinValue || upper == int.MinValue) (lower, upper) = (0, 0);
        return new Holiday(row["holiday"].Text(), row["ds"].IsNull ? null : row["ds"].Date(), -lower, upper);
    });

    private static Draw[] Draws(ProphetNode parameters, int changepoints, int features)
    {
        var rates = Column(parameters["k"], null);
        var offsets = Column(parameters["m"], rates.Length);
        var noises = Column(parameters["sigma_obs"], rates.Length);
        var changes = Rows(parameters["delta"], rates.Length, changepoints);
        var weights = Rows(parameters["beta"], rates.Length, features);
        if (rates.Length == 0) throw parameters["k"].Unexpected("a list of at least one value");
        return rates.Select((rate, i) => new Draw(rate, offsets[i], changes[i], noises[i] >= 0 ? noises[i] : throw parameters["sigma_obs"].Unexpected("not negative"), weights[i])).ToArray();
    }

    private static double[] Column(ProphetNode rows, int? length) => Array.ConvertAll(Rows(rows, length, 1), row => row[0]);

    private static double[][] Rows(ProphetNode node, int? length, int width)
    {
        var rows = Array.ConvertAll(node.Items(), row => row.Numbers());
        if (length is not null && rows.Length != length) throw node.Unexpected($"{length} rows, as k has, instead of {rows.Length}");
        if (Array.Find(rows, row => row.Length != width) is { } wrong) throw node.Unexpected($"{width} values a row instead of {wrong.Length}");
        return rows;
    }

    private static Component[] Components(ProphetNode table, string[] features, ProphetNode modes)
    {
        var names = Array.ConvertAll(table["schema"]["fields"].Items(), f => f["name"].Text());
        var rows = table["data"].Items();
        if (rows.Length != features.Length) throw ProphetErrors.Damaged($"train_component_cols has {rows.Length} rows, and the seasonalities, holidays and regressors make {features.Length} features");
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
            if (!index.TryAdd(name, index.Count)) throw ProphetErrors.Damaged($"train_component_cols has '{name}' twice");
        var columns = names.SelectMany(name => (string[])[name, $"{name}_lower", $"{name}_upper"]).Concat(OwnColumns);
        if (columns.GroupBy(c => c, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } taken) throw ProphetErrors.Damaged($"its forecast would have two columns '{taken.Key}'");

        var members = Array.ConvertAll(names, _ => new List<int>());
        for (var feature = 0; feature < rows.Length; feature++)
        {
            var found = 0;
            foreach (var (name, value) in rows[feature].Entries())
            {
                if (!index.TryGetValue(name, out var component)) throw rows[feature].Unexpected("a row of the columns that the schema names");
                if (value.Whole(0, 1) == 1) members[component].Add(feature);
                found++;
            }
            if (found != names.Length) throw rows[feature].Unexpected($"a row of {names.Length} columns");
            var own = features[feature];
            if (own != "zeros" && !(index.TryGetValue(own, out var mine) && members[mine] is [.., var last] && last == feature)) throw rows[feature].Unexpected($"a row that belongs to '{own}'");
        }

        var additive = Array.ConvertAll(modes["additive"].Items(), n => n.Text()).ToHashSet(StringComparer.Ordinal);
        if (!index.ContainsKey("additive_terms") || !index.ContainsKey("multiplicative_terms") || !additive.Contains("additive_terms") || additive.Contains("multiplicative_terms"))
            throw ProphetErrors.Damaged("the components lack additive_terms or multiplicative_terms, or the modes confuse them");
        return names.Select((name, i) => new Component(name, [.. members[i]], additive.Contains(name))).ToArray();
    }

    private static (DateTime[] Dates, double Step) History(ProphetNode model)
    {
        var dates = Array.ConvertAll(model["history_dates"].Nested()["data"].Items(), d => d.Date());
        var rows = model["history"].Nested()["data"].Items();
        if (rows.Length < 2 || dates.Length == 0 || dates.Length > rows.Length) throw ProphetErrors.Damaged($"its history has {rows.Length} rows and {dates.Length} dates");
        return (dates, (rows[^1]["t"].Number() - rows[0]["t"].Number()) / (rows.Length - 1));
    }

    private static double Positive(ProphetNode node) => node.Number() is > 0 and var number ? number : throw node.Unexpected("a number above 0");
}
