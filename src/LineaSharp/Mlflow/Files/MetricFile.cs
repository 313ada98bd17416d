using System.Globalization;

namespace LineaSharp.Mlflow.Files;

/// <summary>
/// Reads the values of a metric, one a line:
/// <code>
/// of a run:           timestamp value [step [dataset-name dataset-digest]]
/// of a logged model:  timestamp value step run-id [dataset-name dataset-digest]
/// </code>
/// A dataset's name may have spaces; its digest has none. The step is read wherever it stands (MLflow's own reader drops it beside a dataset).
/// </summary>
internal static class MetricFile
{
    public static IEnumerable<Metric> OfRun(string path, string key, string runId) =>
        Read(path, (line, values) => Point(path, line, key, values, dataset: 3) with { RunId = runId });

    public static IEnumerable<Metric> OfModel(string path, string key, string modelId) =>
        Read(path, (line, values) => values.Length < 4
            ? throw Garbled(path, line, "the run is missing")
            : Point(path, line, key, values, dataset: 4) with { RunId = values[3], ModelId = modelId });

    /// <summary>The last of some values: of the greatest step, among those the newest, among those the greatest. As in MLflow, a NaN that came first stays.</summary>
    public static Metric Last(IEnumerable<Metric> metrics) => metrics.Aggregate((last, next) => IsAfter(next, last) ? next : last);

    private static bool IsAfter(Metric next, Metric last)
    {
        if (next.Step != last.Step) return next.Step > last.Step;
        return next.Timestamp != last.Timestamp ? next.Timestamp > last.Timestamp : next.Value > last.Value;
    }

    private static IEnumerable<Metric> Read(string path, Func<int, string[], Metric> read)
    {
        var number = 0;
        foreach (var line in StoreFolder.Lines(path)) yield return read(++number, line.Trim().Split(' '));
        if (number == 0) throw LineaException.DamagedFile(path, "it is a metric without a value; it may be half-written");
    }

    private static Metric Point(string path, int line, string key, string[] values, int dataset)
    {
        if (values.Length < 2) throw Garbled(path, line, "expected a time and a value");
        if (values.Length == dataset + 1) throw Garbled(path, line, "it has a dataset without a digest");
        if (Whole(values[0]) is not { } time) throw Garbled(path, line, $"'{Shown(values[0])}' is no time");
        if (Number(values[1]) is not { } value) throw Garbled(path, line, $"'{Shown(values[1])}' is no number");
        if (Whole(values.ElementAtOrDefault(2) ?? "0") is not { } step) throw Garbled(path, line, $"'{Shown(values[2])}' is no step");
        var hasDataset = values.Length > dataset;
        return new Metric(key, value, Epoch.ToTime(time), step)
        {
            DatasetName = hasDataset ? string.Join(' ', values[dataset..^1]) : null,
            DatasetDigest = hasDataset ? values[^1] : null,
        };
    }

    private static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    // As Python writes numbers.
    private static double? Number(string text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static LineaException Garbled(string path, int line, string problem) =>
        LineaException.DamagedFile(path, $"line {line.ToString(CultureInfo.InvariantCulture)} is no value of a metric: {problem}");

    private static string Shown(string text) => string.Concat(text.Take(50).Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
