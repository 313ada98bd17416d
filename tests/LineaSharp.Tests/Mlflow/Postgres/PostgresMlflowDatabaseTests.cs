using LineaSharp.Mlflow;
using LineaSharp.Tests.Store;
using Npgsql;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Postgres;

public sealed class PostgresMlflowDatabaseTests : IDisposable
{
    private readonly PostgresDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task An_empty_database_gets_the_schema_and_rows_of_MLflow_3_10()
    {
        await _database.Client().GetExperimentAsync("0");

        Assert.Equal("1b5f0d9ad7c1", _database.Ask("SELECT string_agg(version_num, ',') FROM alembic_version"));
        Assert.Equal("default|Default workspace for legacy resources", _database.Ask("SELECT name || '|' || description FROM workspaces"));
        Assert.Equal(
            $"0|Default|{_database.Local("mlruns")}/0|active|default",
            _database.Ask("SELECT concat_ws('|', experiment_id, name, artifact_location, lifecycle_stage, workspace) FROM experiments"));
        Assert.Equal("44", _database.Ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
        Assert.Equal("1", await _database.Client().CreateExperimentAsync("first"));
    }

    [Fact]
    public async Task Many_clients_that_create_the_tables_at_once_all_succeed()
    {
        var clients = Enumerable.Range(0, 12).Select(_ => _database.Client()).ToList();

        var ids = await Task.WhenAll(clients.Select((client, i) => Task.Run(() => client.CreateExperimentAsync($"e{i}"))));

        Assert.Equal(12, ids.Distinct().Count());
        Assert.Equal("1", _database.Ask("SELECT count(*) FROM alembic_version"));
    }

    [Fact]
    public async Task The_tables_are_those_of_the_connections_current_schema()
    {
        _database.Tell("CREATE SCHEMA team; CREATE TABLE public.mine (x integer)");
        var uri = _database.Uri + "?options=-csearch_path%3Dteam";
        var client = new MlflowClient(_database.Options() with { TrackingUri = uri, RegistryUri = uri });

        await client.CreateExperimentAsync("ours");

        Assert.Equal("1", _database.Ask("SELECT count(*) FROM team.experiments WHERE name = 'ours'"));
        Assert.Equal("mine", _database.Ask("SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = 'public'"));
        Assert.EndsWith("?options=-csearch_path%3Dteam", client.TrackingUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_path_to_nowhere_is_refused()
    {
        var uri = _database.Uri + "?options=-csearch_path%3Dnowhere";

        var refusal = await Assert.ThrowsAsync<LineaException>(() => new MlflowClient(uri).GetExperimentAsync("0"));

        Assert.Equal(ErrorCode.NotConfigured, refusal.Code);
    }

    [Fact]
    public async Task A_database_of_something_else_is_refused_and_left_alone()
    {
        _database.Tell("CREATE TABLE mine (x integer)");

        var refusal = await Assert.ThrowsAsync<LineaException>(() => _database.Client().GetExperimentAsync("0"));

        Assert.Equal(ErrorCode.NotSupported, refusal.Code);
        Assert.Contains("no MLflow database", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("mine", _database.Ask("SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = 'public'"));
    }

    [Fact]
    public async Task A_schema_that_lacks_something_is_refused_by_its_name_with_the_command_that_upgrades_it()
    {
        await _database.Client().GetExperimentAsync("0");
        _database.Tell("DROP TABLE logged_model_params; ALTER TABLE inputs DROP COLUMN step; UPDATE alembic_version SET version_num = '0584bdc529eb'");

        var client = _database.Client();
        var refusal = await Assert.ThrowsAsync<LineaException>(() => client.GetExperimentAsync("0"));

        Assert.Equal(ErrorCode.NotSupported, refusal.Code);
        foreach (var part in (string[])["0584bdc529eb", "logged_model_params", "inputs.step", $"mlflow db upgrade {client.TrackingUri}"])
            Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_with_workspaces_is_refused()
    {
        await _database.Client().GetExperimentAsync("0");
        _database.Tell("INSERT INTO experiments (name, lifecycle_stage, workspace) VALUES ('theirs', 'active', 'other')");

        var refusal = await Assert.ThrowsAsync<LineaException>(() => _database.Client().GetExperimentAsync("0"));

        Assert.Equal(ErrorCode.NotSupported, refusal.Code);
    }

    [Fact]
    public async Task A_schema_that_was_upgraded_under_an_open_client_is_used_on()
    {
        var client = _database.Client();
        var run = await client.CreateRunAsync("0");

        _database.Tell("ALTER TABLE experiment_tags ALTER COLUMN value TYPE text; ALTER TABLE runs ADD COLUMN of_the_future text; UPDATE alembic_version SET version_num = 'ffffffffffff'");

        await client.SetExperimentTagAsync("0", "k", "v");
        Assert.Equal(run.Id, (await client.GetRunAsync(run.Id)).Id);
        Assert.Equal("v", (await client.GetExperimentAsync("0")).Tags["k"]);
    }

    [Fact]
    public async Task A_table_that_is_lost_under_an_open_client_is_named_by_the_next_call()
    {
        var client = _database.Client();
        await client.CreateRunAsync("0");

        _database.Tell("DROP TABLE logged_model_metrics");

        await Assert.ThrowsAsync<LineaException>(() => client.SearchLoggedModelsAsync(new LoggedModelSearch { ExperimentIds = ["0"], Filter = "metrics.x > 1" }));
        var refusal = await Assert.ThrowsAsync<LineaException>(() => client.GetExperimentAsync("0"));
        Assert.Contains("logged_model_metrics", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_not_found()
    {
        var uri = _database.Uri + "_not";

        var refusal = await Assert.ThrowsAsync<LineaException>(() => new MlflowClient(uri).GetExperimentAsync("0"));

        Assert.Equal((ErrorCode.NotFound, "3D000"), (refusal.Code, Assert.IsType<PostgresException>(refusal.InnerException).SqlState));
    }

    [Fact]
    public async Task A_user_that_the_server_does_not_know_is_refused()
    {
        var uri = new UriBuilder(_database.Uri) { UserName = "nobody_knows_me", Password = "s3cret" }.Uri.ToString();

        var refusal = await Assert.ThrowsAsync<LineaException>(() => new MlflowClient(uri).GetExperimentAsync("0"));

        Assert.Equal(ErrorCode.PermissionDenied, refusal.Code);
        Assert.DoesNotContain("s3cret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_fit_a_column_is_refused_as_MLflow_does()
    {
        var client = _database.Client();

        var refusal = await Assert.ThrowsAsync<MlflowException>(
            () => client.CreateRunAsync("0", new RunOptions { Tags = new Dictionary<string, string> { ["k"] = new('x', 8001) } }));

        Assert.Equal(("BAD_REQUEST", ErrorCode.InvalidArgument), (refusal.MlflowErrorCode, refusal.Code));
        Assert.EndsWith("22001: value too long for type character varying(8000)", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await client.SearchRunsAsync(["0"]));
    }

    [Fact]
    public async Task A_pattern_takes_a_backslash_for_itself()
    {
        var client = _database.Client();
        var run = await client.CreateRunAsync("0", new RunOptions { Tags = new Dictionary<string, string> { ["path"] = @"C:\models\1_a" } });

        foreach (var filter in (string[])[@"tags.path LIKE 'C:\models\%'", @"tags.path ILIKE 'c:\MODELS\1_A'", @"tags.path LIKE '%\1_a'"])
            Assert.Equal(run.Id, Assert.Single(await client.SearchRunsAsync(["0"], filter)).Id);
        Assert.Empty(await client.SearchRunsAsync(["0"], @"tags.path LIKE 'C:\'"));
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_the_middle_is_a_transient_error_and_the_next_call_works()
    {
        var client = _database.Client();
        var run = await client.CreateRunAsync("0");
        using var other = _database.Connect();
        using (var transaction = other.BeginTransaction())
        {
            PostgresDatabase.Ask(other, $"SELECT 1 FROM runs WHERE run_uuid = '{run.Id}' FOR UPDATE");
            var cut = client.LogMetricAsync(run.Id, "loss", 1);
            await _database.UntilWaitingAsync(1);

            _database.Tell("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");

            var error = await Assert.ThrowsAsync<LineaException>(() => cut);
            Assert.Equal((ErrorCode.Unavailable, true), (error.Code, error.IsTransient));
        }

        await client.LogMetricAsync(run.Id, "loss", 2);
        Assert.Equal([2.0], (await client.GetMetricHistoryAsync(run.Id, "loss")).Select(m => m.Value));
    }

    [Fact]
    public async Task A_connection_that_is_cut_during_the_commit_leaves_it_open_whether_the_change_was_made()
    {
        var client = _database.Client();
        var run = await client.CreateRunAsync("0");
        // A commit that waits, so that it can be cut.
        _database.Tell("""
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON params DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()
            """);
        using var other = _database.Connect();
        PostgresDatabase.Ask(other, "SELECT pg_advisory_lock(7)");
        var cut = client.LogParamAsync(run.Id, "p", "1");
        await _database.UntilWaitingAsync(1);

        _database.Tell("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");

        var error = await Assert.ThrowsAsync<LineaException>(() => cut);
        Assert.Equal((ErrorCode.Unavailable, false), (error.Code, error.IsTransient));
        Assert.Contains("may or may not", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_server_ended_all_connections_at_most_one_call_notices()
    {
        var client = _database.Client();
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.CreateRunAsync("0")));

        _database.Tell("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        var failed = 0;
        foreach (var run in runs)
        {
            try
            {
                await client.GetRunAsync(run.Id);
            }
            catch (LineaException e) when (e.IsTransient)
            {
                failed++;
            }
        }
        Assert.InRange(failed, 0, 1);
    }

    [Fact]
    public async Task A_call_that_waits_for_a_lock_can_be_cancelled()
    {
        var client = _database.Client();
        var run = await client.CreateRunAsync("0");
        using var other = _database.Connect();
        using var transaction = other.BeginTransaction();
        PostgresDatabase.Ask(other, $"SELECT 1 FROM runs WHERE run_uuid = '{run.Id}' FOR UPDATE");
        using var stop = new CancellationTokenSource();
        var waiting = client.LogMetricAsync(run.Id, "loss", 1, cancellationToken: stop.Token);
        await _database.UntilWaitingAsync(1);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_version_saved_with_a_password_is_read_again_and_the_password_is_stored_nowhere()
    {
        var uri = new UriBuilder(_database.Uri) { Password = "s3cret-of-the-test" }.Uri.ToString();
        await _database.Client().GetExperimentAsync("0");
        using var test = new TestStore(o => o with { Flavors = [new TextModelFlavor()] });
        test.Options.Set("mlflow_tracking_uri", uri);

        var saved = test.Store.Save(new TextModel("hello"), "clf");

        Assert.Equal(_database.Client().TrackingUri, saved.Mlflow!.TrackingUri);
        Assert.DoesNotContain('@', saved.Mlflow.TrackingUri);
        test.Options.Set("mlflow_registry_uri", $"sqlite:///{test.Folder}/other.db");
        Assert.Equal(new TextModel("hello"), test.Store.Get("clf").GetValue<TextModel>());
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(test.Folder, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain("s3cret-of-the-test", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.DoesNotContain(test.Log.Lines, line => line.Contains("s3cret", StringComparison.Ordinal));
    }
}
