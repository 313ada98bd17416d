using System.Globalization;

namespace LineaSharp.Mlflow;

public sealed partial class ActiveRun
{
    /// <summary>Logs one value of a metric.</summary>
    /// <param name="key">Letters, digits, <c>_ - . / :</c> and space, up to 250 characters.</param>
    /// <param name="value">The value. NaN is kept; MLflow's stores keep ±infinity as the greatest and least double.</param>
    /// <param name="step">Whole number in whatever the caller counts (epochs, batches). The default is 0.</param>
    /// <param name="timestamp">When it was measured, in UTC; kept to the millisecond. The default is now.</param>
    /// <param name="cancellationToken">Stops waiting for room in the queue.</param>
    /// <exception cref="LineaException">Something that was logged before is not stored. InvalidArgument: the key cannot be used. InvalidState: the run has ended.</exception>
    public Task LogMetricAsync(string key, double value, long step = 0, DateTimeOffset? timestamp = null, CancellationToken cancellationToken = default) =>
        LogMetricAsync(new Metric(key, value, timestamp ?? _time.GetUtcNow(), step), cancellationToken);

    /// <summary>Logs one value of a metric, of a logged model or a dataset if it names one.</summary>
    /// <exception cref="LineaException">Something that was logged before is not stored. InvalidArgument: the key or time cannot be used. InvalidState: the run has ended.</exception>
    public Task LogMetricAsync(Metric metric, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(metric);
        Limits.CheckKey("metric", metric.Key);
        if (metric.Timestamp < DateTimeOffset.UnixEpoch) throw MlflowErrors.BadTimestamp(metric.Key);
        return _log.WriteAsync(new ActiveRunEntry.OfMetric(metric), cancellationToken);
    }

    /// <summary>Logs values of several metrics that belong to one step. See <see cref="LogMetricAsync(string, double, long, DateTimeOffset?, CancellationToken)"/>.</summary>
    public async Task LogMetricsAsync(
        IReadOnlyDictionary<string, double> metrics, long step = 0, DateTimeOffset? timestamp = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var measured = timestamp ?? _time.GetUtcNow();
        foreach (var (key, value) in metrics) await LogMetricAsync(key, value, step, measured, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Logs a param. A param is written once: the same value again is no error, another value is, and is told by a later call.</summary>
    /// <param name="key">Letters, digits, <c>_ - . / :</c> and space, up to 250 characters.</param>
    /// <param name="value">A text, number, truth value, time or the like, written the same in every culture; MLflow's stores cut it at 6,000 characters.</param>
    /// <param name="cancellationToken">Stops waiting for room in the queue.</param>
    /// <exception cref="ArgumentException">The value has no text of its own: a list, an object.</exception>
    /// <exception cref="LineaException">Something that was logged before is not stored. InvalidArgument: the key cannot be used. InvalidState: the run has ended.</exception>
    public Task LogParamAsync(string key, object value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        Limits.CheckKey("param", key);
        return _log.WriteAsync(new ActiveRunEntry.OfParam(key, Text(key, value)), cancellationToken);
    }

    /// <summary>Logs several params. See <see cref="LogParamAsync"/>.</summary>
    public async Task LogParamsAsync<TValue>(IReadOnlyDictionary<string, TValue> parameters, CancellationToken cancellationToken = default)
        where TValue : notnull
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var (key, value) in parameters) await LogParamAsync(key, value, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets a tag; a tag of that key is replaced.</summary>
    /// <param name="key">Letters, digits, <c>_ - . / :</c> and space, up to 250 characters.</param>
    /// <param name="value">The value; MLflow's stores cut it at 8,000 characters.</param>
    /// <param name="cancellationToken">Stops waiting for room in the queue.</param>
    /// <exception cref="LineaException">Something that was logged before is not stored. InvalidArgument: the key cannot be used. InvalidState: the run has ended.</exception>
    public Task SetTagAsync(string key, string value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        Limits.CheckKey("tag", key);
        return _log.WriteAsync(new ActiveRunEntry.OfTag(key, value), cancellationToken);
    }

    /// <summary>Sets several tags. See <see cref="SetTagAsync"/>.</summary>
    public async Task SetTagsAsync(IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tags);
        foreach (var (key, value) in tags) await SetTagAsync(key, value, cancellationToken).ConfigureAwait(false);
    }

    private static string Text(string key, object value) => value switch
    {
        string text => text,
        bool or char => value.ToString()!,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"The param '{key}' is a {value.GetType()}, which has no text of its own. Log a text, such as its JSON.", nameof(value)),
    };
}
