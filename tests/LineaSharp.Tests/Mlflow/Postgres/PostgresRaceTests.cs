using LineaSharp.Mlflow;
using LineaSharp.Tests.Store;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Postgres;

/// <summary>Many that write at once: clients of ours, processes, and a stranger that locks as it likes.</summary>
public sealed class PostgresRaceTests : IDisposable
{
    private readonly PostgresDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Versions_created_at_once_have_consecutive_numbers()
    {
        await _database.Client().CreateRegisteredModelAsync("clf");

        var versions = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _database.Client().CreateModelVersionAsync("clf", "s3://b/1"))));

        Assert.Equal(Enumerable.Range(1, 16), versions.Select(v => v.Version).Order());
    }

    [Fact]
    public async Task Versions_of_one_logged_model_registered_under_many_names_are_all_on_its_list()
    {
        var client = _database.Client();
        var model = await client.CreateLoggedModelAsync("0", new LoggedModelOptions { Name = "m" });
        for (var i = 0; i < 8; i++) await client.CreateRegisteredModelAsync($"clf{i}");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => _database.Client().CreateModelVersionAsync($"clf{i}", model.ModelUri))));

        var list = (await client.GetLoggedModelAsync(model.Id)).Tags["mlflow.modelVersions"];
        for (var i = 0; i < 8; i++) Assert.Contains($"clf{i}", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_of_two_processes_to_one_run_are_all_there()
    {
        const int batches = 60;
        var client = _database.Client();
        var run = await client.CreateRunAsync("0");
        var uri = _database.Uri;

        using var one = Worker.Start("log", uri, run.Id, "one", $"{batches}");
        using var two = Worker.Start("log", uri, run.Id, "two", $"{batches}");
        var errors = await Task.WhenAll(one.StandardError.ReadToEndAsync(), two.StandardError.ReadToEndAsync());
        await Task.WhenAll(one.WaitForExitAsync(), two.WaitForExitAsync());

        Assert.Equal((0, 0, ""), (one.ExitCode, two.ExitCode, string.Concat(errors)));
        var logged = await client.GetRunAsync(run.Id);
        Assert.Equal(2 * batches, (await client.GetMetricHistoryAsync(run.Id, "shared")).Count);
        Assert.Equal(batches - 1, logged.Metrics["shared"]);
        foreach (var name in (string[])["one", "two"])
        {
            Assert.Equal(batches, (await client.GetMetricHistoryAsync(run.Id, name)).Count);
            Assert.Equal(batches, logged.Params.Count(p => p.Key.StartsWith(name, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Of_many_that_write_one_param_at_once_exactly_one_wins()
    {
        var run = await _database.Client().CreateRunAsync("0");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => OutcomeAsync($"{i}", () => _database.Client().LogParamAsync(run.Id, "p", $"{i}"))));

        var winner = Assert.Single(outcomes, o => !o.StartsWith("error", StringComparison.Ordinal));
        Assert.Equal(winner, (await _database.Client().GetRunAsync(run.Id)).Params["p"]);
        Assert.Equal(7, outcomes.Count(o => o == "error INVALID_PARAMETER_VALUE"));
    }

    [Fact]
    public async Task Of_many_that_take_one_name_at_once_exactly_one_wins_and_the_others_are_told()
    {
        var client = _database.Client();
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => client.CreateExperimentAsync($"old{i}")));

        var created = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => OutcomeAsync("won", () => _database.Client().CreateExperimentAsync("wanted"))));
        var models = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => OutcomeAsync("won", () => _database.Client().CreateRegisteredModelAsync("wanted"))));
        var renamed = await Task.WhenAll(ids.Select(id => OutcomeAsync("won", () => _database.Client().RenameExperimentAsync(id, "also wanted"))));

        Assert.Equal(["won"], created.Where(o => o != "error RESOURCE_ALREADY_EXISTS"));
        Assert.Equal(["won"], models.Where(o => o != "error RESOURCE_ALREADY_EXISTS"));
        Assert.Equal(["won"], renamed.Where(o => o != "error BAD_REQUEST"));
    }

    [Fact]
    public async Task No_run_stays_active_in_an_experiment_that_was_deleted_meanwhile()
    {
        var client = _database.Client();
        for (var round = 0; round < 10; round++)
        {
            var experiment = await client.CreateExperimentAsync($"e{round}");

            var creating = Enumerable.Range(0, 6).Select(i => OutcomeAsync("created", () => _database.Client().CreateRunAsync(experiment))).ToList();
            await client.DeleteExperimentAsync(experiment);
            await Task.WhenAll(creating);

            Assert.Equal("0", _database.Ask($"SELECT count(*) FROM runs WHERE experiment_id = {experiment} AND lifecycle_stage = 'active'"));
        }
    }

    [Fact]
    public async Task No_alias_points_to_a_version_that_was_deleted_meanwhile()
    {
        var client = _database.Client();
        await client.CreateRegisteredModelAsync("clf");
        for (var round = 1; round <= 15; round++)
        {
            await client.CreateModelVersionAsync("clf", "s3://b/1");

            await Task.WhenAll(
                OutcomeAsync("set", () => _database.Client().SetRegisteredModelAliasAsync("clf", "champion", round)),
                OutcomeAsync("deleted", () => _database.Client().DeleteModelVersionAsync("clf", round)));

            Assert.Equal("0", _database.Ask("SELECT count(*) FROM registered_model_aliases"));
        }
    }

    [Fact]
    public async Task Two_that_archive_each_others_version_leave_one_in_production()
    {
        var client = _database.Client();
        await client.CreateRegisteredModelAsync("clf");
        for (var i = 0; i < 6; i++) await client.CreateModelVersionAsync("clf", "s3://b/1");

        await Task.WhenAll(Enumerable.Range(1, 6).Select(i => Task.Run(() => _database.Client().TransitionModelVersionStageAsync("clf", i, "Production", archiveExistingVersions: true))));

        Assert.Single(await client.SearchModelVersionsAsync("name = 'clf'"), v => v.Stage == "Production");
    }

    [Fact]
    public async Task A_number_that_somebody_took_without_a_lock_is_passed_over()
    {
        var client = _database.Client();
        await client.CreateRegisteredModelAsync("clf");
        using var other = _database.Connect();
        using var transaction = other.BeginTransaction();
        // As MLflow's server does: it reads the greatest number, adds one and inserts.
        PostgresDatabase.Ask(other, "INSERT INTO model_versions (name, version, current_stage, workspace) VALUES ('clf', 1, 'None', 'default')");
        var creating = client.CreateModelVersionAsync("clf", "s3://b/1");
        await _database.UntilWaitingAsync(1);

        await transaction.CommitAsync();

        Assert.Equal(2, (await creating).Version);
    }

    [Fact]
    public async Task Work_that_the_server_rolled_back_for_a_deadlock_is_done_again()
    {
        var client = _database.Client();
        var run = await client.CreateRunAsync("0", new RunOptions { Tags = new Dictionary<string, string> { ["t"] = "0" } });
        using var other = _database.Connect();
        PostgresDatabase.Ask(other, "SET deadlock_timeout = '10min'");
        // A gate before the tags, since a session looks for a deadlock only once in a wait: the other has to wait for ours before ours waits for the other.
        using var gate = _database.Connect();
        PostgresDatabase.Ask(gate, """
            CREATE FUNCTION pass() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_lock(7); PERFORM pg_advisory_unlock(7); RETURN NULL; END $$;
            CREATE TRIGGER pass BEFORE INSERT OR UPDATE ON tags FOR EACH STATEMENT EXECUTE FUNCTION pass()
            """);
        using var transaction = other.BeginTransaction();
        PostgresDatabase.Ask(other, $"UPDATE tags SET value = 'theirs' WHERE run_uuid = '{run.Id}' AND key = 't'");
        PostgresDatabase.Ask(gate, "SELECT pg_advisory_lock(7)");
        var logging = client.LogBatchAsync(run.Id, new RunBatch { Params = [new("p", "1")], Tags = [new("t", "ours")] });
        await _database.UntilWaitingAsync(1);
        var renaming = Task.Run(() => PostgresDatabase.Ask(other, $"UPDATE runs SET name = 'theirs' WHERE run_uuid = '{run.Id}'"));
        await _database.UntilWaitingAsync(2);

        // Ours holds the run and goes on to the tag, the other holds the tag and waits for the run; ours is the one that looks for deadlocks.
        PostgresDatabase.Ask(gate, "SELECT pg_advisory_unlock(7)");
        await renaming;
        await transaction.CommitAsync();
        await logging;

        var after = await client.GetRunAsync(run.Id);
        Assert.Equal(("theirs", "ours", "1"), (after.Name, after.Tags["t"], after.Params["p"]));
    }

    [Fact]
    public async Task A_reader_never_sees_half_of_a_batch()
    {
        var client = _database.Client();
        var run = await client.CreateRunAsync("0");
        using var done = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
                await client.LogBatchAsync(run.Id, new RunBatch { Metrics = [new Metric("a", i, DateTimeOffset.UnixEpoch, i)], Tags = [new("b", $"{i}")] });
            await done.CancelAsync();
        });

        while (!done.IsCancellationRequested)
        {
            var seen = await _database.Client().GetRunAsync(run.Id);
            Assert.Equal(seen.Metrics.TryGetValue("a", out var a) ? $"{a}" : "", seen.Tags.GetValueOrDefault("b", ""));
        }
        await writer;
    }

    private static async Task<string> OutcomeAsync(string good, Func<Task> call)
    {
        try
        {
            await Task.Run(call);
            return good;
        }
        catch (MlflowException e)
        {
            return "error " + e.MlflowErrorCode;
        }
    }
}
