using System.Globalization;
using LineaSharp.Mlflow;
using LineaSharp.Tests.Store;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>Processes that log to one SQLite file at once, and such that are killed while they do.</summary>
public sealed class SqliteProcessTests : IDisposable
{
    private readonly MlflowFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Eight_processes_that_log_at_once_lose_nothing_and_number_versions_one_after_the_other()
    {
        const int processes = 8, batches = 25;
        var (client, experiment) = await ExperimentAsync();

        var running = Enumerable.Range(0, processes).Select(i => Worker.Start("train", _files.TrackingUri, experiment, $"w{i}", $"{batches}")).ToArray();
        var told = new List<Told>();
        foreach (var process in running)
        {
            told.Add(new Told(await process.StandardOutput.ReadToEndAsync()));
            await process.WaitForExitAsync();
            // A process that is told of a lock ends with that as its error.
            Assert.True(process.ExitCode == 0, await process.StandardError.ReadToEndAsync());
            process.Dispose();
        }

        Assert.Equal("ok", _files.Ask("PRAGMA integrity_check"));
        foreach (var one in told)
        {
            Assert.Equal(batches, one.Batches.Count);
            await AssertKeptAsync(client, one);
            Assert.Equal(batches, (await client.GetMetricHistoryAsync(one.RunId!, "a")).Count);
            Assert.Equal(RunStatus.Finished, (await client.GetRunAsync(one.RunId!)).Status);
        }
        Assert.Equal(Enumerable.Range(1, processes * batches / 5), told.SelectMany(t => t.Versions).Order());
        Assert.Equal(processes * batches / 5, (await client.SearchModelVersionsAsync("name = 'shared'")).DistinctBy(v => v.Source).Count());
    }

    [Fact]
    public async Task A_process_killed_at_any_moment_30_times_leaves_a_sound_database_with_all_that_was_acknowledged()
    {
        var (client, experiment) = await ExperimentAsync();
        var (told, journals) = await KillAsync(client, experiment, times: 30);

        // Else none of the kills hit a transaction, and the test tested nothing.
        Assert.True(journals > 0, "No kill left a journal.");
        Assert.True(told.Sum(t => t.Batches.Count) > 30, "Hardly anything was logged between the kills.");
        foreach (var one in told.Where(t => t.RunId is not null)) await AssertKeptAsync(client, one);
        var versions = (await client.SearchModelVersionsAsync("name = 'shared'")).Select(v => v.Version).ToList();
        Assert.Equal(Enumerable.Range(1, versions.Count), versions.Order());
        Assert.Subset(versions.ToHashSet(), told.SelectMany(t => t.Versions).ToHashSet());
    }

    [Fact]
    public async Task Pythons_MLflow_opens_a_database_whose_writer_was_killed_and_finds_what_was_acknowledged()
    {
        var python = MlflowPython.Find();
        var (client, experiment) = await ExperimentAsync();
        var told = new List<Told>();
        for (var i = 0; i < 5; i++)
        {
            // Nobody of ours opens the file between a kill and Python.
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            told.Add(await KillOneAsync(experiment, new Random(i)));

            var seen = MlflowPython.Run(python, $$"""
                runs = client.search_runs(["{{experiment}}"])
                answer = {r.info.run_id: [[m.step for m in client.get_metric_history(r.info.run_id, k)] for k in ("a", "b", "single")] for r in runs}
                """, _files.TrackingUri, _files.Local());

            foreach (var one in told.Where(t => t.RunId is not null))
            {
                int[] Steps(int metric) => [.. seen[one.RunId!]![metric]!.AsArray().Select(s => (int)s!)];
                Assert.Equal(Steps(0), Steps(1));
                Assert.Subset(Steps(0).ToHashSet(), one.Batches.ToHashSet());
                Assert.Subset(Steps(2).ToHashSet(), one.Metrics.ToHashSet());
            }
        }
        Assert.Equal("ok", _files.Ask("PRAGMA integrity_check"));
        foreach (var one in told.Where(t => t.RunId is not null)) await AssertKeptAsync(client, one);
    }

    private async Task<(MlflowClient Client, string Experiment)> ExperimentAsync()
    {
        var client = _files.Client();
        await client.CreateRegisteredModelAsync("shared");
        return (client, await client.CreateExperimentAsync("logged"));
    }

    private async Task<(List<Told> Told, int Journals)> KillAsync(MlflowClient client, string experiment, int times)
    {
        var random = new Random(20261125);
        var (told, journals) = (new List<Told>(), 0);
        for (var i = 0; i < times; i++)
        {
            told.Add(await KillOneAsync(experiment, random));
            if (File.Exists(_files.DatabasePath + "-journal")) journals++;
            // The first to open the file afterwards, and to undo what was half-done, is our client as often as somebody else.
            if (i % 2 == 0) await client.GetExperimentAsync(experiment);
            Assert.Equal("ok", _files.Ask("PRAGMA integrity_check"));
        }
        return (told, journals);
    }

    // Kills a process after some lines, however long they take here, and then at any moment of the next call.
    private async Task<Told> KillOneAsync(string experiment, Random random)
    {
        using var process = Worker.Start("train", _files.TrackingUri, experiment, "victim", "100000");
        var seen = "";
        for (var lines = random.Next(1, 20); lines > 0; lines--) seen += await process.StandardOutput.ReadLineAsync() + "\n";
        Thread.SpinWait(random.Next(0, 200_000));
        process.Kill();
        await process.WaitForExitAsync();
        return new Told(seen + await process.StandardOutput.ReadToEndAsync());
    }

    private static async Task AssertKeptAsync(MlflowClient client, Told told)
    {
        var run = await client.GetRunAsync(told.RunId!);
        var steps = (await client.GetMetricHistoryAsync(told.RunId!, "a")).Select(m => (int)m.Step).ToList();
        Assert.Equal(Enumerable.Range(0, steps.Count), steps);
        Assert.Subset(steps.ToHashSet(), told.Batches.ToHashSet());
        // A batch is there as a whole or not at all.
        Assert.Equal(steps, (await client.GetMetricHistoryAsync(told.RunId!, "b")).Select(m => (int)m.Step));
        Assert.Equal(steps.Select(Text), run.Params.Where(p => p.Key.StartsWith("p-", StringComparison.Ordinal)).Select(p => p.Value).OrderBy(v => int.Parse(v, CultureInfo.InvariantCulture)));
        if (steps.Count > 0) Assert.Equal((Text(steps[^1]), steps[^1]), (run.Tags["last"], run.Metrics["b"]));
        Assert.Subset((await client.GetMetricHistoryAsync(told.RunId!, "single")).Select(m => (int)m.Step).ToHashSet(), told.Metrics.ToHashSet());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a process said before it ended: the last line may be cut.</summary>
    private sealed class Told
    {
        public Told(string output)
        {
            var whole = output[..(output.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToLookup(l => l[0], l => l[^1]);
            List<int> Numbers(string what) => [.. whole[what].Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
            RunId = whole["run"].SingleOrDefault();
            (Batches, Metrics, Versions) = (Numbers("batch"), Numbers("metric"), Numbers("version"));
        }

        public string? RunId { get; }

        public IReadOnlyList<int> Batches { get; }

        public IReadOnlyList<int> Metrics { get; }

        public IReadOnlyList<int> Versions { get; }
    }
}
