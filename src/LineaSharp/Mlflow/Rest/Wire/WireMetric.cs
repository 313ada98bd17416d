namespace LineaSharp.Mlflow.Rest.Wire;

internal sealed record WireMetric(
    string? Key, double? Value, long? Timestamp, long? Step, string? ModelId, string? DatasetName, string? DatasetDigest, string? RunId)
{
    public static WireMetric Of(Metric metric) => new(
        metric.Key, metric.Value, metric.Timestamp.ToUnixTimeMilliseconds(), metric.Step,
        NotEmpty(metric.ModelId), NotEmpty(metric.DatasetName), NotEmpty(metric.DatasetDigest), RunId: null);

    public Metric ToMetric() => new(Key ?? "", Value ?? 0, Epoch.ToTime(Timestamp ?? 0), Step ?? 0)
    {
        ModelId = NotEmpty(ModelId), DatasetName = NotEmpty(DatasetName), DatasetDigest = NotEmpty(DatasetDigest), RunId = NotEmpty(RunId),
    };

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

internal sealed record LogMetric(
    string RunId, string Key, double Value, long Timestamp, long Step, string? ModelId, string? DatasetName, string? DatasetDigest);

internal sealed record LogBatch(string RunId, IReadOnlyList<WireMetric>? Metrics, IReadOnlyList<WireTag>? Params, IReadOnlyList<WireTag>? Tags);

internal sealed record MetricsAnswer(IReadOnlyList<WireMetric>? Metrics, string? NextPageToken);
