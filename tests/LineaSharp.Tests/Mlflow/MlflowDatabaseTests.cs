using LineaSharp.Mlflow;
using Microsoft.Data.Sqlite;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

public sealed class MlflowDatabaseTests : IDisposable
{
    private readonly MlflowFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_missing_database_is_created_with_the_schema_and_rows_of_MLflow_3_10()
    {
        await _files.Client().GetExperimentAsync("0");

        Assert.Equal("1b5f0d9ad7c1", Ask("SELECT group_concat(version_num) FROM alembic_version"));
        Assert.Equal("default|Default workspace for legacy resources", Ask("SELECT name || '|' || description FROM workspaces"));
        Assert.Equal($"0|Default|{_files.Local("mlruns")}/0|active|default", Ask("SELECT experiment_id || '|' || name || '|' || artifact_location || '|' || lifecycle_stage || '|' || workspace FROM experiments"));
        Assert.Equal("44", Ask("SELECT count(*) FROM sqlite_master WHERE type = 'table'"));
        Assert.Equal("delete", Ask("PRAGMA journal_mode"));
    }

    [Fact]
    public void Making_a_client_touches_no_disk()
    {
        _ = _files.Client();

        Assert.False(File.Exists(_files.DatabasePath));
    }

    [Fact]
    public async Task Many_clients_that_create_the_same_database_at_once_all_succeed()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => _files.Client().CreateExperimentAsync($"e{i}"))));

        Assert.Equal(12, ids.Distinct().Count());
        Assert.Equal("1", Ask("SELECT count(*) FROM alembic_version"));
    }

    [Fact]
    public async Task A_missing_folder_of_the_database_is_created()
    {
        var client = new MlflowClient($"sqlite:///{_files.Local("a", "b", "mlflow.db")}");

        await client.GetExperimentAsync("0");

        Assert.True(File.Exists(_files.Local("a", "b", "mlflow.db")));
    }

    [Fact]
    public async Task A_database_of_MLflow_2_17_is_refused_with_what_is_missing_and_what_to_do()
    {
        using var old = MlflowFiles.CopyOf("v2");
        var before = await File.ReadAllBytesAsync(old.DatabasePath);

        var refusal = await Assert.ThrowsAsync<LineaException>(() => old.Client().GetExperimentAsync("0"));

        Assert.Equal(ErrorCode.NotSupported, refusal.Code);
        Assert.Contains("f5a4f2784254", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("logged_models", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"mlflow db upgrade sqlite:///{old.DatabasePath}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(old.DatabasePath));
    }

    [Fact]
    public async Task A_database_of_something_else_is_refused_and_left_alone()
    {
        Tell("CREATE TABLE mine (x INTEGER)");

        var refusal = await Assert.ThrowsAsync<LineaException>(() => _files.Client().GetExperimentAsync("0"));

        Assert.Equal(ErrorCode.NotSupported, refusal.Code);
        Assert.Contains("no MLflow database", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("mine", Ask("SELECT group_concat(name) FROM sqlite_master"));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await File.WriteAllTextAsync(_files.DatabasePath, new string('x', 5000));

        var refusal = await Assert.ThrowsAsync<LineaException>(() => _files.Client().GetExperimentAsync("0"));

        Assert.Equal(ErrorCode.CorruptArtifact, refusal.Code);
        Assert.IsType<SqliteException>(refusal.InnerException);
    }

    [Fact]
    public async Task A_database_with_workspaces_is_refused()
    {
        using var files = MlflowFiles.CopyOf("v317");
        files.Tell("INSERT INTO experiments (name, lifecycle_stage, workspace) VALUES ('theirs', 'active', 'other')");

        var refusal = await Assert.ThrowsAsync<LineaException>(() => files.Client().GetExperimentAsync("0"));

        Assert.Equal(ErrorCode.NotSupported, refusal.Code);
    }

    [Fact]
    public async Task A_database_that_was_upgraded_under_an_open_client_is_used_on()
    {
        var client = _files.Client();
        var run = await client.CreateRunAsync("0");

        Tell("""
            ALTER TABLE experiment_tags RENAME TO old_tags;
            CREATE TABLE experiment_tags (key VARCHAR(250) NOT NULL, value TEXT, experiment_id INTEGER NOT NULL, CONSTRAINT experiment_tag_pk PRIMARY KEY (key, experiment_id));
            DROP TABLE old_tags; ALTER TABLE runs ADD COLUMN of_the_future TEXT; UPDATE alembic_version SET version_num = 'ffffffffffff'
            """);

        await client.SetExperimentTagAsync("0", "k", "v");
        Assert.Equal(run.Id, (await client.GetRunAsync(run.Id)).Id);
        Assert.Equal("v", (await client.GetExperimentAsync("0")).Tags["k"]);
    }

    [Fact]
    public async Task A_database_that_lost_a_table_under_an_open_client_is_refused()
    {
        var client = _files.Client();
        await client.CreateRunAsync("0");

        Tell("DROP TABLE logged_model_metrics");

        var refusal = await Assert.ThrowsAsync<LineaException>(() => client.GetExperimentAsync("0"));
        Assert.Contains("logged_model_metrics", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_was_removed_under_an_open_client_is_created_anew()
    {
        var client = _files.Client();
        await client.CreateExperimentAsync("gone");

        File.Delete(_files.DatabasePath);

        Assert.Null(await client.FindExperimentByNameAsync("gone"));
        Assert.True(File.Exists(_files.DatabasePath));
    }

    [Fact]
    public async Task The_journal_mode_of_a_file_stays_as_it_was_found()
    {
        await _files.Client().GetExperimentAsync("0");
        Ask("PRAGMA journal_mode = WAL");

        await _files.Client().CreateRunAsync("0");

        Assert.Equal("wal", Ask("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task A_reader_of_another_process_is_not_kept_out_between_calls()
    {
        var client = _files.Client();
        await client.CreateRunAsync("0");

        // An exclusive lock is refused at once when anybody holds any other.
        Tell("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE; ROLLBACK");
    }

    [Fact]
    public async Task A_cancelled_write_changes_nothing()
    {
        var client = _files.Client();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.CreateExperimentAsync("never", cancellationToken: cancelled.Token));

        Assert.Null(await client.FindExperimentByNameAsync("never"));
    }

    [Theory]
    [InlineData("sqlite://")]
    [InlineData("sqlite:///")]
    [InlineData("sqlite:///:memory:")]
    public void A_database_in_memory_is_refused(string uri)
    {
        var refusal = Assert.Throws<LineaException>(() => new MlflowClient(uri));

        Assert.Equal(ErrorCode.NotConfigured, refusal.Code);
        Assert.Contains("sqlite:///mlflow.db", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mysql://bob:secret@host/db")]
    [InlineData("ftp://host")]
    [InlineData("mlflow.db")]
    public void A_store_of_another_scheme_is_refused_without_showing_a_password(string uri)
    {
        var refusal = Assert.Throws<LineaException>(() => new MlflowClient(uri));

        Assert.Equal(ErrorCode.NotSupported, refusal.Code);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("sqlite:////absolute/mlflow.db", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_uris_of_a_client_are_absolute()
    {
        var client = new MlflowClient("sqlite:///relative.db");

        Assert.Equal("sqlite:///" + Path.GetFullPath("relative.db"), client.TrackingUri);
        Assert.Equal(client.TrackingUri, client.RegistryUri);
    }

    private string Ask(string sql) => _files.Ask(sql);

    private void Tell(string sql) => _files.Tell(sql);
}
