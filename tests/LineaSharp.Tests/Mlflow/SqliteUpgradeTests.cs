using LineaSharp.Mlflow;
using Microsoft.Data.Sqlite;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>Upgrades of the schema by somebody else while our client has the file open and logs to it.</summary>
public sealed class SqliteUpgradeTests : IDisposable
{
    private readonly MlflowFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Tables_rebuilt_again_and_again_as_alembic_does_it_lose_nothing_that_is_logged_meanwhile()
    {
        var client = _files.Client();
        var run = await client.CreateRunAsync("0");
        using var stop = new CancellationTokenSource();
        var logging = LogAsync(client, run.Id, stop.Token);

        for (var round = 0; round < 4; round++)
        {
            foreach (var table in (string[])["metrics", "latest_metrics", "params", "tags", "runs", "model_versions"]) Rebuild(table, $"added_{round}");
            Migrate($"CREATE TABLE of_the_future_{round} (id INTEGER PRIMARY KEY)", $"UPDATE alembic_version SET version_num = 'future{round}'");
        }
        await stop.CancelAsync();
        var logged = await logging;

        Assert.True(logged > 0);
        await AssertLoggedAsync(client, run.Id, logged);
        Assert.Equal("ok", _files.Ask("PRAGMA integrity_check"));
        Assert.Equal("", _files.Ask("PRAGMA foreign_key_check"));
        Assert.Equal("4", _files.Ask("SELECT count(*) FROM pragma_table_info('metrics') WHERE name LIKE 'added_%'"));
    }

    [Fact]
    public async Task Pythons_MLflow_upgrades_the_file_while_we_log_to_it()
    {
        var python = MlflowPython.Find();
        var client = _files.Client();
        var run = await client.CreateRunAsync("0");
        using var stop = new CancellationTokenSource();
        var logging = LogAsync(client, run.Id, stop.Token);

        await Task.Run(() => MlflowPython.Upgrade(python, _files.TrackingUri, _files.Local()));
        await stop.CancelAsync();
        var logged = await logging;

        Assert.NotEqual("1b5f0d9ad7c1", _files.Ask("SELECT version_num FROM alembic_version"));
        Assert.True(logged > 0);
        await AssertLoggedAsync(client, run.Id, logged);
        var seen = MlflowPython.Run(
            python, $"""answer = [m.step for m in client.get_metric_history("{run.Id}", "step")]""", _files.TrackingUri, _files.Local());
        Assert.Equal(Enumerable.Range(0, logged), seen.AsArray().Select(s => (int)s!));
    }

    private static Task<int> LogAsync(MlflowClient client, string run, CancellationToken stop) => Task.Run(async () =>
    {
        var logged = 0;
        // At least once after the last change, too.
        for (var isLast = false; !isLast; logged++)
        {
            isLast = stop.IsCancellationRequested;
            await client.LogMetricAsync(run, "step", logged, logged, cancellationToken: CancellationToken.None);
            await client.LogParamAsync(run, $"p-{logged}", $"{logged}", CancellationToken.None);
        }
        return logged;
    });

    private static async Task AssertLoggedAsync(MlflowClient client, string run, int logged)
    {
        Assert.Equal(Enumerable.Range(0, logged), (await client.GetMetricHistoryAsync(run, "step")).Select(m => (int)m.Step));
        var found = await client.GetRunAsync(run);
        Assert.Equal((logged, logged - 1), (found.Params.Count, found.Metrics["step"]));
    }

    // Alembic's batch mode: a table with another name, the rows copied, the old one dropped, the new one renamed, the indexes made anew.
    private void Rebuild(string table, string column)
    {
        var create = _files.Ask($"SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '{table}'");
        var indexes = _files.Ask($"SELECT coalesce(group_concat(sql, ';'), '') FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = '{table}'");
        var columns = _files.Ask($"SELECT group_concat('\"' || name || '\"') FROM pragma_table_info('{table}')");
        var body = create[create.IndexOf('(', StringComparison.Ordinal)..];
        Migrate(
            $"CREATE TABLE _alembic_tmp_{table} {body}",
            $"INSERT INTO _alembic_tmp_{table} ({columns}) SELECT {columns} FROM {table}",
            $"DROP TABLE {table}",
            $"ALTER TABLE _alembic_tmp_{table} RENAME TO {table}",
            indexes.Length > 0 ? indexes : "SELECT 1",
            $"ALTER TABLE {table} ADD COLUMN {column} TEXT");
    }

    // Python's driver opens the transaction at the first statement that changes rows: what creates a table before that stands alone.
    private void Migrate(params string[] statements)
    {
        using var connection = new SqliteConnection($"Data Source={_files.DatabasePath};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON");
        Execute(connection, statements[0]);
        Execute(connection, "BEGIN IMMEDIATE");
        foreach (var statement in statements[1..]) Execute(connection, statement);
        Execute(connection, "COMMIT");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
