using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Testing;

public abstract partial class TrackingStoreConformance
{
    [Fact]
    public async Task The_history_of_a_metric_is_ordered_by_time()
    {
        var run = await NewRunAsync();
        await Client.LogMetricAsync(run.Id, "loss", 0.9, step: -1, timestamp: Start.AddMilliseconds(9));
        await Client.LogMetricAsync(run.Id, "loss", 0.5, step: 0, timestamp: Start.AddMilliseconds(1));
        await Client.LogMetricAsync(run.Id, "loss", 0.25, step: 1, timestamp: Start.AddMilliseconds(2));
        await Client.LogMetricAsync(run.Id, "other", 1);

        var history = await Client.GetMetricHistoryAsync(run.Id, "loss");

        Assert.Equal([(0.5, 0L), (0.25, 1L), (0.9, -1L)], history.Select(m => (m.Value, m.Step)));
        Assert.Equal(Start.AddMilliseconds(1), history[0].Timestamp);
    }

    [Fact]
    public virtual async Task The_history_of_a_metric_comes_in_pages()
    {
        var run = await NewRunAsync();
        for (var i = 0; i < 4; i++) await Client.LogMetricAsync(run.Id, "loss", i, i, Start.AddMilliseconds(i));

        var first = await Client.GetMetricHistoryPageAsync(run.Id, "loss", maxResults: 2);
        var second = await Client.GetMetricHistoryPageAsync(run.Id, "loss", maxResults: 2, first.NextPageToken);

        Assert.Equal([0, 1], first.Select(m => m.Value));
        Assert.Equal([2, 3], second.Select(m => m.Value));
        Assert.Null(second.NextPageToken);
    }

    [Fact]
    public async Task A_metric_that_was_never_logged_has_no_history()
    {
        var run = await NewRunAsync();

        Assert.Empty(await Client.GetMetricHistoryAsync(run.Id, "nothing"));
    }

    [Fact]
    public async Task The_latest_value_is_that_of_the_greatest_step_then_time_then_value()
    {
        var run = await NewRunAsync();
        await Client.LogBatchAsync(run.Id, new RunBatch
        {
            Metrics =
            [
                new Metric("by step", 1, Start.AddSeconds(1), 5), new Metric("by step", 2, Start.AddSeconds(9), 4),
                new Metric("by time", 1, Start.AddSeconds(9)), new Metric("by time", 2, Start.AddSeconds(1)),
                new Metric("by value", 1, Start), new Metric("by value", 3, Start), new Metric("by value", 2, Start),
            ],
        });
        await Client.LogMetricAsync(run.Id, "by step", 7, 3, Start.AddSeconds(99));

        var metrics = (await Client.GetRunAsync(run.Id)).Metrics;

        Assert.Equal((1, 1, 3), (metrics["by step"], metrics["by time"], metrics["by value"]));
    }

    [Fact]
    public async Task NaN_is_kept_and_infinity_becomes_the_greatest_double()
    {
        var run = await NewRunAsync();
        await Client.LogMetricAsync(run.Id, "nan", double.NaN);
        await Client.LogMetricAsync(run.Id, "inf", double.PositiveInfinity);
        await Client.LogMetricAsync(run.Id, "-inf", double.NegativeInfinity);
        await Client.LogMetricAsync(run.Id, "tiny", 4.9e-324);

        var metrics = (await Client.GetRunAsync(run.Id)).Metrics;

        Assert.Equal((double.NaN, double.MaxValue, double.MinValue, 4.9e-324), (metrics["nan"], metrics["inf"], metrics["-inf"], metrics["tiny"]));
        Assert.Equal(double.NaN, Assert.Single(await Client.GetMetricHistoryAsync(run.Id, "nan")).Value);
    }

    [Fact]
    public async Task A_value_logged_twice_is_kept_once()
    {
        var run = await NewRunAsync();

        for (var i = 0; i < 2; i++) await Client.LogMetricAsync(run.Id, "m", 1, 2, Start);
        for (var i = 0; i < 2; i++) await Client.LogMetricAsync(run.Id, "n", double.NaN, 2, Start);

        Assert.Single(await Client.GetMetricHistoryAsync(run.Id, "m"));
        Assert.Single(await Client.GetMetricHistoryAsync(run.Id, "n"));
    }

    [Fact]
    public async Task A_metric_from_before_1970_is_refused()
    {
        var run = await NewRunAsync();

        await RefusedAsync(Invalid, () => Client.LogMetricAsync(run.Id, "m", 1, timestamp: DateTimeOffset.UnixEpoch.AddMilliseconds(-1)));
    }

    [Fact]
    public Task A_metric_of_an_unknown_run_is_refused() => RefusedAsync(NotFound, () => Client.LogMetricAsync(NoId, "m", 1));

    [Fact]
    public async Task A_batch_logs_metrics_params_and_tags()
    {
        var run = await NewRunAsync();

        await Client.LogBatchAsync(run.Id, new RunBatch
        {
            Metrics = [.. Enumerable.Range(0, 900).Select(i => new Metric("m", i, Start.AddMilliseconds(i), i))],
            Params = [new("p", "1")],
            Tags = [new("t", "1"), new("t", "2"), new("mlflow.runName", "batched")],
        });

        var logged = await Client.GetRunAsync(run.Id);
        Assert.Equal((899, "1", "2", "batched"), (logged.Metrics["m"], logged.Params["p"], logged.Tags["t"], logged.Name));
        Assert.Equal(900, (await Client.GetMetricHistoryAsync(run.Id, "m")).Count);
    }

    [Fact]
    public async Task A_batch_that_changes_a_param_stores_nothing()
    {
        var run = await NewRunAsync();
        await Client.LogParamAsync(run.Id, "p", "1");

        await RefusedAsync(Invalid, () => Client.LogBatchAsync(run.Id, new RunBatch
        {
            Metrics = [new Metric("m", 1, Start)], Params = [new("new", "1"), new("p", "2")], Tags = [new("t", "1")],
        }));

        var logged = await Client.GetRunAsync(run.Id);
        Assert.Equal(["p"], logged.Params.Keys);
        Assert.Empty(logged.Metrics);
        Assert.False(logged.Tags.ContainsKey("t"));
    }

    [Fact]
    public async Task A_param_twice_in_a_batch_is_refused_even_with_one_value()
    {
        var run = await NewRunAsync();

        await RefusedAsync(Invalid, () => Client.LogBatchAsync(run.Id, new RunBatch { Params = [new("p", "1"), new("p", "1")] }));
    }

    [Fact]
    public async Task More_than_a_batch_holds_is_logged_in_several()
    {
        var run = await NewRunAsync();
        var pairs = Enumerable.Range(0, 201).ToDictionary(i => $"k{i}", i => $"{i}");

        await Client.LogMetricsAsync(run.Id, Enumerable.Range(0, 2001).Select(i => new Metric("m", i, Start, i)));
        await Client.LogParamsAsync(run.Id, pairs);
        await Client.SetTagsAsync(run.Id, pairs);

        var logged = await Client.GetRunAsync(run.Id);
        Assert.Equal(2001, (await Client.GetMetricHistoryAsync(run.Id, "m")).Count);
        Assert.Equal(pairs.OrderBy(p => p.Key), logged.Params.OrderBy(p => p.Key));
        Assert.Equal(pairs.OrderBy(p => p.Key), logged.Tags.Where(t => t.Key.StartsWith('k')).OrderBy(t => t.Key));
    }

    [Theory]
    [InlineData(1001, 0, 0)]
    [InlineData(0, 101, 0)]
    [InlineData(0, 0, 101)]
    [InlineData(950, 50, 1)]
    public async Task A_batch_that_is_too_big_is_refused(int metrics, int parameters, int tags)
    {
        var run = await NewRunAsync();

        await RefusedAsync(Invalid, () => Client.LogBatchAsync(run.Id, new RunBatch
        {
            Metrics = [.. Enumerable.Range(0, metrics).Select(i => new Metric("m", i, Start))],
            Params = [.. Enumerable.Range(0, parameters).Select(i => KeyValuePair.Create($"p{i}", "1"))],
            Tags = [.. Enumerable.Range(0, tags).Select(i => KeyValuePair.Create($"t{i}", "1"))],
        }));
    }

    [Fact]
    public async Task Datasets_that_a_run_used_are_kept_once()
    {
        var run = await NewRunAsync();
        var iris = new Dataset { Name = "iris", Digest = "abc123", SourceType = "local", Source = """{"uri":"/data/iris.csv"}""", Schema = "{}", Profile = null };

        for (var i = 0; i < 2; i++) await Client.LogInputsAsync(run.Id, [new DatasetInput(iris) { Tags = [new InputTag(DatasetInput.ContextTag, "train")] }]);

        var input = Assert.Single((await Client.GetRunAsync(run.Id)).DatasetInputs);
        Assert.Equal(iris, input.Dataset);
        Assert.Equal([new InputTag(DatasetInput.ContextTag, "train")], input.Tags);
    }

    [Fact]
    public async Task Datasets_and_models_that_a_run_used_and_made_are_kept()
    {
        await NeedsLoggedModelsAsync();
        var run = await NewRunAsync();
        var (used, made) = (await Client.CreateLoggedModelAsync(run.ExperimentId), await Client.CreateLoggedModelAsync(run.ExperimentId));
        var iris = new Dataset { Name = "iris", Digest = "abc123", SourceType = "local", Source = """{"uri":"/data/iris.csv"}""", Schema = "{}", Profile = null };

        for (var i = 0; i < 2; i++)
            await Client.LogInputsAsync(run.Id, [new DatasetInput(iris) { Tags = [new InputTag(DatasetInput.ContextTag, "train")] }], [new LoggedModelInput(used.Id)]);
        await Client.LogOutputsAsync(run.Id, [new LoggedModelOutput(made.Id, 7)]);

        var logged = await Client.GetRunAsync(run.Id);
        var input = Assert.Single(logged.DatasetInputs);
        Assert.Equal(iris, input.Dataset);
        Assert.Equal([new InputTag(DatasetInput.ContextTag, "train")], input.Tags);
        Assert.Equal([new LoggedModelInput(used.Id)], logged.ModelInputs);
        Assert.Equal([new LoggedModelOutput(made.Id, 7)], logged.ModelOutputs);
    }

    [Fact]
    public async Task A_dataset_with_a_name_or_digest_that_is_too_long_is_refused()
    {
        var run = await NewRunAsync();
        var dataset = new Dataset { Name = "n", Digest = "d", SourceType = "local", Source = "s" };

        await RefusedAsync(Invalid, () => Client.LogInputsAsync(run.Id, [new DatasetInput(dataset with { Name = new string('n', 501) })]));
        await RefusedAsync(Invalid, () => Client.LogInputsAsync(run.Id, [new DatasetInput(dataset with { Digest = new string('d', 37) })]));
    }

    [Fact]
    public async Task Models_of_MLflow_2_are_listed_in_a_tag()
    {
        var run = await NewRunAsync();
        const string model = """{"run_id":"r","artifact_path":"PATH","utc_time_created":"2024-01-01 00:00:00","flavors":{"python_function":{"config":{"a":1},"env":"x"}},"extra":1}""";

        await Client.RecordModelAsync(run.Id, model.Replace("PATH", "one", StringComparison.Ordinal));
        await Client.RecordModelAsync(run.Id, model.Replace("PATH", "two", StringComparison.Ordinal));
        await RefusedAsync(Invalid, () => Client.RecordModelAsync(run.Id, "{nope"));

        using var history = System.Text.Json.JsonDocument.Parse((await Client.GetRunAsync(run.Id)).Tags["mlflow.log-model.history"]);
        Assert.Equal(["one", "two"], history.RootElement.EnumerateArray().Select(m => m.GetProperty("artifact_path").GetString()));
    }
}
