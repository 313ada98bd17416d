namespace LineaSharp.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>Logs any number of metric values, in as many batches as MLflow's limit of 1,000 needs.</summary>
    /// <remarks>When a batch is refused, those before it are stored. Logging the same values again does no harm.</remarks>
    /// <exception cref="MlflowException">NotFound: no such run. InvalidArgument: the run is deleted, or a key cannot be used.</exception>
    public Task LogMetricsAsync(string runId, IEnumerable<Metric> metrics, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return LogBatchesAsync(runId, metrics.Chunk(Limits.BatchMetrics).Select(part => new RunBatch { Metrics = part }), cancellationToken);
    }

    /// <summary>Logs any number of params, in as many batches as MLflow's limit of 100 needs.</summary>
    /// <remarks>When a batch is refused, those before it are stored. Logging the same values again does no harm.</remarks>
    /// <exception cref="MlflowException">NotFound: no such run. InvalidArgument: a param has another value already, the run is deleted, or a key cannot be used.</exception>
    public Task LogParamsAsync(string runId, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return LogBatchesAsync(runId, parameters.Chunk(Limits.BatchParamsOrTags).Select(part => new RunBatch { Params = part }), cancellationToken);
    }

    /// <summary>Sets any number of tags, in as many batches as MLflow's limit of 100 needs; tags of those keys are replaced.</summary>
    /// <remarks>When a batch is refused, those before it are stored.</remarks>
    /// <exception cref="MlflowException">NotFound: no such run. InvalidArgument: the run is deleted, or a key cannot be used.</exception>
    public Task SetTagsAsync(string runId, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return LogBatchesAsync(runId, tags.Chunk(Limits.BatchParamsOrTags).Select(part => new RunBatch { Tags = part }), cancellationToken);
    }

    /// <summary>Makes a batch ready, and gives back what sends it.</summary>
    internal Func<CancellationToken, Task> PrepareBatch(string runId, RunBatch batch) => _tracking.PrepareBatch(runId, batch);

    // While a batch is on its way, the next is made ready. They go one after the other.
    private async Task LogBatchesAsync(string runId, IEnumerable<RunBatch> batches, CancellationToken ct)
    {
        var underWay = Task.CompletedTask;
        try
        {
            foreach (var batch in batches)
            {
                var send = PrepareBatch(runId, batch);
                await underWay.ConfigureAwait(false);
                underWay = send(ct);
            }
        }
        finally
        {
            await underWay.ConfigureAwait(false);
        }
    }
}
