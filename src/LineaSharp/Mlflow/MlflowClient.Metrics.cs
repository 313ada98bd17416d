namespace LineaSharp.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>Logs one value of a metric.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="key">Letters, digits, <c>_ - . / :</c> and space, up to 250 characters.</param>
    /// <param name="value">The value. NaN is kept; MLflow's stores keep ±infinity as the greatest and least double.</param>
    /// <param name="step">Whole number in whatever the caller counts (epochs, batches). The default is 0.</param>
    /// <param name="timestamp">When it was measured, in UTC; kept to the millisecond. The default is now.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">NotFound: no such run. InvalidArgument: the run is deleted, or the key cannot be used.</exception>
    public Task LogMetricAsync(
        string runId, string key, double value, long step = 0, DateTimeOffset? timestamp = null, CancellationToken cancellationToken = default) =>
        LogMetricAsync(runId, new Metric(key, value, timestamp ?? _options.TimeProvider.GetUtcNow(), step), cancellationToken);

    /// <summary>Logs one value of a metric, of a logged model or a dataset if it names one.</summary>
    /// <exception cref="MlflowException">NotFound: no such run. InvalidArgument: the run is deleted, the key cannot be used, or there is no such logged model.</exception>
    public Task LogMetricAsync(string runId, Metric metric, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return _tracking.LogMetricAsync(runId, metric, cancellationToken);
    }

    /// <summary>All values of a metric in a run, ordered by time, then step; empty when the run has no such metric.</summary>
    /// <exception cref="MlflowException">InvalidArgument: the key cannot be used.</exception>
    public async Task<IReadOnlyList<Metric>> GetMetricHistoryAsync(string runId, string key, CancellationToken cancellationToken = default)
    {
        const int pageSize = 25_000;
        var history = new List<Metric>();
        string? token = null;
        do
        {
            var page = await GetMetricHistoryPageAsync(runId, key, pageSize, token, cancellationToken).ConfigureAwait(false);
            history.AddRange(page.Items);
            token = page.NextPageToken;
        }
        while (token is not null);
        return history;
    }

    /// <summary>Values of a metric in a run, ordered by time, then step: one page.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="key">The metric's name.</param>
    /// <param name="maxResults">How many values the page holds at most. The default is 25,000.</param>
    /// <param name="pageToken">The token of the page to get. The default is the first page.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<Page<Metric>> GetMetricHistoryPageAsync(
        string runId, string key, int maxResults = 25_000, string? pageToken = null, CancellationToken cancellationToken = default) =>
        _tracking.GetMetricHistoryAsync(runId, key, maxResults, pageToken, cancellationToken);
}
