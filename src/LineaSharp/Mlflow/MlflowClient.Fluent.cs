namespace LineaSharp.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>Starts a run, or takes one up again. End it with <see cref="ActiveRun.EndAsync"/>; disposed before that, it ends Failed.</summary>
    /// <param name="options">Experiment, name, tags and the like. The default is a new run in the client's experiment, see <see cref="MlflowClientOptions.Experiment"/>.</param>
    /// <param name="cancellationToken">Stops the call. If it is cancelled when the run is disposed without an end, the run ends Killed.</param>
    /// <remarks>
    /// <code>
    /// await using var run = await client.StartRunAsync(new() { Experiment = "churn" });
    /// await run.LogMetricAsync("loss", 0.25, step: 1);
    /// await run.EndAsync();
    /// </code>
    /// </remarks>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="LineaException">NotFound: no such experiment, run or parent. InvalidArgument: one of them is deleted, or a tag cannot be used.</exception>
    public async Task<ActiveRun> StartRunAsync(StartRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new StartRunOptions();
        options.Check();
        var run = options.RunId is { } id
            ? await ResumeRunAsync(id, options, cancellationToken).ConfigureAwait(false)
            : await CreateRunAsync(options, cancellationToken).ConfigureAwait(false);
        return new ActiveRun(this, run, options.FlushInterval, _options.TimeProvider, cancellationToken);
    }

    /// <summary>
    /// Starts a run, does the work and ends the run: as Finished, as Killed when an <see cref="OperationCanceledException"/> leaves the work,
    /// as Failed when another exception does. The exception is thrown on.
    /// </summary>
    /// <param name="options">As for <see cref="StartRunAsync"/>; null for its defaults.</param>
    /// <param name="work">What the run is about. A run that it ends itself stays as it ended.</param>
    /// <param name="cancellationToken">Stops starting and ending the run; the work has to look at it by itself.</param>
    /// <remarks>If the run cannot be ended after an exception, the reason stands in the <see cref="Exception.Data"/> of that under <see cref="ActiveRun.EndingErrorKey"/>.</remarks>
    /// <exception cref="LineaException">The run could not be started or ended, or something that was logged is not stored.</exception>
    public Task RunAsync(StartRunOptions? options, Func<ActiveRun, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync<object?>(
            options,
            async run =>
            {
                await work(run).ConfigureAwait(false);
                return null;
            },
            cancellationToken);
    }

    /// <summary>Starts a run, does the work, ends the run and gives the work's result. See <see cref="RunAsync(StartRunOptions, Func{ActiveRun, Task}, CancellationToken)"/>.</summary>
    public async Task<T> RunAsync<T>(StartRunOptions? options, Func<ActiveRun, Task<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        var run = await StartRunAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await work(run).ConfigureAwait(false);
            await run.EndUnlessEndedAsync(RunStatus.Finished, cancellationToken).ConfigureAwait(false);
            return result;
        }
        catch (Exception e)
        {
            await run.EndAfterAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Run> CreateRunAsync(StartRunOptions options, CancellationToken ct)
    {
        var experiment = await ExperimentIdAsync(options, ct).ConfigureAwait(false);
        var tags = SystemTags.OfThisProgram();
        foreach (var (key, value) in TagsOf(options)) tags[key] = value;
        return await CreateRunAsync(experiment, new RunOptions { Name = options.RunName, Tags = tags }, ct).ConfigureAwait(false);
    }

    // The status comes last: a run whose tags are refused is not left running.
    private async Task<Run> ResumeRunAsync(string runId, StartRunOptions options, CancellationToken ct)
    {
        var run = await GetRunAsync(runId, ct).ConfigureAwait(false);
        if (options.ExperimentId is { } id && id != run.ExperimentId) throw MlflowErrors.RunOfAnotherExperiment(runId, run.ExperimentId, id);
        if (options.Experiment is { } name && (await FindExperimentByNameAsync(name, ct).ConfigureAwait(false))?.Id != run.ExperimentId)
            throw MlflowErrors.RunOfAnotherExperiment(runId, run.ExperimentId, $"'{name}'");
        foreach (var tags in TagsOf(options).Chunk(Limits.BatchParamsOrTags)) await LogBatchAsync(runId, new RunBatch { Tags = tags }, ct).ConfigureAwait(false);
        await UpdateRunAsync(runId, RunStatus.Running, options.RunName, ct).ConfigureAwait(false);
        return await GetRunAsync(runId, ct).ConfigureAwait(false);
    }

    private async Task<string> ExperimentIdAsync(StartRunOptions options, CancellationToken ct)
    {
        // A parent that does not exist is found out here, whatever the experiment.
        var parent = options.ParentRunId is { } id ? await GetRunAsync(id, ct).ConfigureAwait(false) : null;
        if (options.ExperimentId is { } given) return given;
        if (options.Experiment is { } name) return (await GetOrCreateExperimentAsync(name, ct).ConfigureAwait(false)).Id;
        return parent?.ExperimentId ?? await DefaultExperimentIdAsync(ct).ConfigureAwait(false);
    }

    private static Dictionary<string, string> TagsOf(StartRunOptions options)
    {
        var tags = new Dictionary<string, string>(options.Tags);
        if (options.Description is { } description) tags[SystemTags.Description] = description;
        if (options.ParentRunId is { } parent) tags[SystemTags.ParentRun] = parent;
        return tags;
    }
}
