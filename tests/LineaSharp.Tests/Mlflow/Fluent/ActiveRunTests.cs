using System.Globalization;
using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Fluent;

public sealed class ActiveRunTests : IDisposable
{
    private readonly MlflowFiles _files = new();
    private readonly MlflowClient _client;

    public ActiveRunTests() => _client = _files.Client();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Of_a_hundred_thousand_metrics_none_is_lost_and_their_order_is_kept()
    {
        const int count = 100_000;
        await using var run = await _client.StartRunAsync();

        for (var step = 0; step < count; step++) await run.LogMetricAsync("loss", -step, step, DateTimeOffset.UnixEpoch);
        await run.EndAsync();

        var history = await _client.GetMetricHistoryAsync(run.Id, "loss");
        Assert.Equal(Enumerable.Range(0, count).Select(i => ((long)i, (double)-i)), history.Select(m => (m.Step, m.Value)));
        Assert.Equal(1 - count, run.Run.Metrics["loss"]);
        Assert.Equal($"{count}", _files.Ask("SELECT max(rowid) FROM metrics"));
        Assert.Equal("0", _files.Ask("SELECT count(*) FROM metrics WHERE step <> rowid - 1"));
    }

    [Fact]
    public async Task Eight_threads_log_to_one_run_and_each_keeps_its_order()
    {
        const int threads = 8, steps = 1500;
        await using var run = await _client.StartRunAsync();

        await Task.WhenAll(Enumerable.Range(0, threads).Select(i => Task.Run(async () =>
        {
            for (var step = 0; step < steps; step++) await run.LogMetricAsync($"m{i}", step, step, DateTimeOffset.UnixEpoch);
            await run.LogParamAsync($"p{i}", i);
            for (var n = 0; n < 50; n++) await run.SetTagAsync($"t{i}", $"{n}");
        })));
        await run.EndAsync();

        for (var i = 0; i < threads; i++)
        {
            Assert.Equal($"{steps}", _files.Ask($"SELECT count(*) FROM metrics WHERE key = 'm{i}'"));
            Assert.Equal("0", _files.Ask($"SELECT count(*) FROM (SELECT step - lag(step, 1, -1) OVER (ORDER BY rowid) AS d FROM metrics WHERE key = 'm{i}') WHERE d <> 1"));
            Assert.Equal(($"{i}", "49"), (run.Run.Params[$"p{i}"], run.Run.Tags[$"t{i}"]));
        }
    }

    [Fact]
    public async Task Runs_of_two_clients_do_not_mix()
    {
        using var others = new MlflowFiles();
        await using var here = await _client.StartRunAsync();
        await using var there = await others.Client().StartRunAsync();
        await using var same = await _files.Client().StartRunAsync();

        await Task.WhenAll(new[] { (here, 1), (there, 2), (same, 3) }.Select(async pair =>
        {
            for (var step = 0; step < 3000; step++) await pair.Item1.LogMetricAsync("m", pair.Item2, step);
            await pair.Item1.EndAsync();
        }));

        Assert.Equal(("6000", "3000"), (_files.Ask("SELECT count(*) FROM metrics"), others.Ask("SELECT count(*) FROM metrics")));
        Assert.Equal((1, 2, 3), (here.Run.Metrics["m"], there.Run.Metrics["m"], same.Run.Metrics["m"]));
    }

    [Fact]
    public async Task A_flush_stores_what_was_logged_before()
    {
        await using var run = await _client.StartRunAsync(new() { FlushInterval = TimeSpan.FromDays(1) });

        await run.LogMetricAsync("m", 0.5, 3);
        await run.LogMetricsAsync(new Dictionary<string, double> { ["a"] = 1, ["b"] = double.NaN }, step: 4);
        await run.LogParamAsync("p", "x");
        await run.SetTagsAsync(new Dictionary<string, string> { ["t"] = "y" });
        await run.FlushAsync();

        var stored = await _client.GetRunAsync(run.Id);
        Assert.Equal((0.5, 1, double.NaN), (stored.Metrics["m"], stored.Metrics["a"], stored.Metrics["b"]));
        Assert.Equal(("x", "y"), (stored.Params["p"], stored.Tags["t"]));
        Assert.Equal(4, stored.LatestMetrics.Single(m => m.Key == "a").Step);
    }

    [Fact]
    public async Task Params_are_texts_that_are_the_same_in_every_culture()
    {
        await using var run = await _client.StartRunAsync();
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            await run.LogParamsAsync(new Dictionary<string, object> { ["lr"] = 0.25, ["big"] = 1_000_000, ["on"] = true, ["kind"] = RunStatus.Killed });
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
        await Assert.ThrowsAsync<ArgumentException>(() => run.LogParamAsync("list", new[] { 1, 2 }));
        await run.EndAsync();

        Assert.Equal(
            new Dictionary<string, string> { ["lr"] = "0.25", ["big"] = "1000000", ["on"] = "True", ["kind"] = "Killed" },
            run.Run.Params);
    }

    [Fact]
    public async Task A_param_that_changes_is_told_and_costs_nothing_else()
    {
        await using var run = await _client.StartRunAsync(new() { FlushInterval = TimeSpan.FromDays(1) });
        await run.LogParamAsync("p", "1");
        await run.FlushAsync();

        await run.LogMetricAsync("m", 1);
        await run.LogParamAsync("p", "2");
        await run.LogParamAsync("q", "3");
        await run.SetTagAsync("t", "4");
        var told = await Assert.ThrowsAsync<MlflowException>(() => run.FlushAsync());
        await run.EndAsync();

        Assert.Equal((ErrorCode.InvalidArgument, RunStatus.Finished), (told.Code, run.Run.Status));
        Assert.StartsWith("1 of the values", told.Message, StringComparison.Ordinal);
        Assert.Equal((1, "1", "3", "4"), (run.Run.Metrics["m"], run.Run.Params["p"], run.Run.Params["q"], run.Run.Tags["t"]));
    }

    [Fact]
    public async Task A_run_whose_values_are_not_all_stored_does_not_end_finished()
    {
        await using var run = await _client.StartRunAsync(new() { FlushInterval = TimeSpan.FromDays(1) });

        await run.LogParamAsync("p", "1");
        await run.LogParamAsync("p", "2");
        await Assert.ThrowsAsync<MlflowException>(() => run.EndAsync());

        Assert.Equal(RunStatus.Failed, (await _client.GetRunAsync(run.Id)).Status);
    }

    [Fact]
    public async Task A_key_that_cannot_be_used_is_told_at_once()
    {
        await using var run = await _client.StartRunAsync();

        await Assert.ThrowsAsync<MlflowException>(() => run.LogMetricAsync("a*b", 1));
        await Assert.ThrowsAsync<MlflowException>(() => run.LogMetricAsync("m", 1, timestamp: DateTimeOffset.MinValue));
        await Assert.ThrowsAsync<MlflowException>(() => run.LogParamAsync("../p", 1));
        await Assert.ThrowsAsync<MlflowException>(() => run.SetTagAsync("", "1"));
        await run.EndAsync();
    }

    [Fact]
    public async Task A_deleted_run_is_told_at_the_end_and_at_the_dispose()
    {
        var run = await _client.StartRunAsync();
        await run.LogMetricAsync("m", 1);
        await run.FlushAsync();
        await _client.DeleteRunAsync(run.Id);

        await run.LogMetricAsync("m", 2);
        var lost = await Assert.ThrowsAsync<MlflowException>(() => run.EndAsync());
        var left = await Assert.ThrowsAsync<MlflowException>(async () => await run.DisposeAsync());

        Assert.Equal((ErrorCode.InvalidArgument, ErrorCode.InvalidArgument), (lost.Code, left.Code));
        Assert.IsType<MlflowException>(lost.Data[ActiveRun.EndingErrorKey]);
        Assert.Equal("1", _files.Ask("SELECT count(*) FROM metrics"));
    }

    [Fact]
    public async Task A_store_that_breaks_does_not_hide_the_exception_of_the_work()
    {
        var mine = new TimeZoneNotFoundException();

        var thrown = await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => _client.RunAsync(null, async run =>
        {
            await run.LogMetricAsync("m", 1);
            await _client.DeleteRunAsync(run.Id);
            throw mine;
        }));

        Assert.Same(mine, thrown);
        Assert.IsType<MlflowException>(thrown.Data[ActiveRun.EndingErrorKey], exactMatch: true);
    }

    [Fact]
    public async Task A_database_that_breaks_is_told_and_the_run_ends_failed()
    {
        await using var run = await _client.StartRunAsync();
        _files.Tell("CREATE TRIGGER broken BEFORE INSERT ON metrics BEGIN SELECT RAISE(ABORT, 'The table is broken.'); END");

        await run.LogMetricAsync("m", 1);
        var told = await Assert.ThrowsAnyAsync<LineaException>(() => run.EndAsync());

        Assert.Contains("The table is broken.", told.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Failed, (await _client.GetRunAsync(run.Id)).Status);
    }

    [Fact]
    public async Task A_cancelled_call_logs_nothing_and_the_run_goes_on()
    {
        await using var run = await _client.StartRunAsync();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.LogMetricAsync("m", 1, cancellationToken: cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.EndAsync(cancellationToken: cancelled));
        await run.LogMetricAsync("m", 2);
        await run.EndAsync();

        Assert.Equal(2, Assert.Single(await _client.GetMetricHistoryAsync(run.Id, "m")).Value);
    }

    [Fact]
    public async Task Files_texts_and_datasets_of_a_run()
    {
        await using var run = await _client.StartRunAsync();
        var folder = Directory.CreateDirectory(_files.Local("plots")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "a.txt"), "one");

        await run.LogArtifactAsync(Path.Combine(folder, "a.txt"), "single");
        await run.LogArtifactsAsync(folder, "all");
        await run.LogTextAsync("größer", "notes/n.md");
        await run.LogInputAsync(new Dataset { Name = "iris", Digest = "d1", SourceType = "local", Source = "{}" }, "train");
        await run.EndAsync();

        var local = await _client.DownloadArtifactsAsync(run.Id, "", _files.Local("down"));
        Assert.Equal(("one", "one", "größer"), (Read(local, "single/a.txt"), Read(local, "all/a.txt"), Read(local, "notes/n.md")));
        var input = Assert.Single(run.Run.DatasetInputs);
        Assert.Equal(("iris", new InputTag(DatasetInput.ContextTag, "train")), (input.Dataset.Name, Assert.Single(input.Tags)));
    }

    private static string Read(string folder, string path) => File.ReadAllText(Path.Combine(folder, path));
}
