using LineaSharp.Models;
using LineaSharp.Scoring.Prophet;

namespace LineaSharp.Scoring;

/// <summary>A forecasting model that Prophet fitted in Python, from MLflow's <c>prophet</c> flavor.</summary>
/// <remarks>Thread-safe. The forecast itself equals Prophet's; the intervals are simulated as Prophet does, with other random numbers.</remarks>
/// <example><code>
/// var model = store.Get("sales@champion").GetValue&lt;ProphetModel&gt;();
/// var forecast = model.Predict(model.MakeFutureDataFrame(365), new() { Seed = 1 });
/// var yhat = forecast["yhat"].ToDoubles();
/// </code></example>
public sealed class ProphetModel : IScoringModel
{
    private readonly FittedProphet _model;

    internal ProphetModel(FittedProphet model) => _model = model;

    /// <summary>The columns that the input needs: <c>ds</c> (dates), <c>cap</c> and <c>floor</c> where the growth has them, the regressors and the conditions of seasonalities.</summary>
    public IReadOnlyList<string> InputColumns =>
    [
        "ds", .. _model.Growth == Growth.Logistic ? ["cap"] : Array.Empty<string>(), .. _model.HasFloorColumn ? ["floor"] : Array.Empty<string>(),
        .. _model.Regressors.Select(r => r.Name).Concat(_model.Seasonalities.Select(s => s.Condition).OfType<string>()).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The country whose holidays the model uses, such as <c>FR</c>; null when it uses none. A forecast then needs <see cref="ProphetOptions.Holidays"/>.</summary>
    public string? CountryHolidays => _model.Country;

    /// <summary>The share of futures that the intervals hold: 0.8 for those between the 10th and the 90th percentile.</summary>
    public double IntervalWidth => _model.IntervalWidth;

    /// <summary>How many futures are simulated unless <see cref="ProphetOptions.UncertaintySamples"/> says otherwise.</summary>
    public int UncertaintySamples => _model.UncertaintySamples;

    /// <summary>The dates that the model was trained on.</summary>
    public IReadOnlyList<DateTime> HistoryDates => _model.History;

    /// <summary>Reads a model that <c>mlflow.prophet</c> saved.</summary>
    /// <param name="path">The file <c>model.pr</c>.</param>
    /// <exception cref="LineaException">CorruptArtifact: it is missing or damaged. NotSupported: it needs Prophet itself.</exception>
    public static ProphetModel FromFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return File.Exists(path) ? new(ProphetFile.Read(path)) : throw ProphetErrors.Missing(Path.GetFileName(path));
    }

    /// <summary>Forecasts.</summary>
    /// <param name="input">A row for each date, with the columns of <see cref="InputColumns"/>.</param>
    /// <param name="options">The default is <see cref="ProphetOptions"/>'s.</param>
    /// <param name="cancellationToken">Stops the simulation.</param>
    /// <returns>Prophet's table, one row for each date in rising order: <c>ds</c>, <c>trend</c>, the components and <c>yhat</c>, with their bounds.</returns>
    /// <exception cref="ArgumentException">A column is missing or holds what Prophet refuses.</exception>
    /// <exception cref="LineaException">NotSupported: the model uses a country's holidays, and none were given.</exception>
    public Task<Table> PredictAsync(Table input, ProphetOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Task.Run(() => Predict(input, options, cancellationToken), cancellationToken);
    }

    /// <inheritdoc cref="PredictAsync"/>
    public Table Predict(Table input, ProphetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Predict(input, options, CancellationToken.None);
    }

    /// <summary>Makes a table of dates to forecast, behind the history: Prophet's <c>make_future_dataframe</c>.</summary>
    /// <param name="periods">How many dates behind the history.</param>
    /// <param name="frequency">
    /// pandas' word for their distance, with a number before it if need be (<c>15min</c>): <c>D</c>, <c>B</c> (Monday to Friday), <c>W</c> (Sundays; <c>W-MON</c> …), <c>MS</c> and <c>M</c>
    /// (starts and ends of months), <c>QS</c>, <c>Q</c>, <c>YS</c>, <c>Y</c>, <c>H</c>, <c>min</c>, <c>S</c>. The default is <c>D</c>.
    /// </param>
    /// <param name="includeHistory">Whether the history's dates come first. The default is true.</param>
    /// <returns>A table with the column <c>ds</c>.</returns>
    /// <exception cref="ArgumentException">The frequency is none of these, or the dates go beyond the year 9999.</exception>
    public Table MakeFutureDataFrame(int periods, string frequency = "D", bool includeHistory = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(periods);
        var future = Frequency.Parse(frequency).After(_model.History.Max(), periods);
        return new Table(new TableColumn("ds", includeHistory ? [.. _model.History, .. future] : future));
    }

    internal static ScoringFlavor Flavor { get; } = new(
        "prophet", typeof(ProphetModel), _ => null, (directory, _) => FromFile(directory.ExistingFile(directory.Manifest.Flavor("prophet").FindString("data") ?? "model.pr")));

    ModelData IScoringModel.PredictAsPyFunc(ModelData input, IReadOnlyDictionary<string, object?> parameters) => Predict(input.AsTable());

    private Table Predict(Table table, ProphetOptions? options, CancellationToken cancellationToken)
    {
        options ??= new ProphetOptions();
        var samples = options.UncertaintySamples ?? _model.UncertaintySamples;
        if (samples is < 0 or > ProphetFile.MaxSamples) throw new ArgumentException($"{samples} futures were asked for; 0 to {ProphetFile.MaxSamples} can be simulated.", nameof(options));
        if (options.Holidays is not null && _model.Country is null) throw ProphetErrors.HasNoCountry();
        if (options.Holidays is null && _model.Country is not null) throw ProphetErrors.NeedsHolidays(_model.Country);

        var input = new ForecastInput(_model, table);
        var country = options.Holidays is null ? null : _model.Holidays.OfCountry(options.Holidays, _model.Country!, input.Dates);
        var forecast = new Forecast(_model, input, country, withBounds: samples > 0);
        if (samples == 0) return forecast.ToTable(null, null);
        var (yhat, trend) = new Simulation(_model, input, forecast, new RandomStream((ulong)(options.Seed ?? Random.Shared.NextInt64())), samples).Run(cancellationToken);
        return forecast.ToTable(yhat, trend);
    }
}
