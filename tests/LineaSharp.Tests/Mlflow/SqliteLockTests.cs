using LineaSharp.Mlflow;
using Microsoft.Data.Sqlite;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>Others that have the SQLite file open and locked while we use it.</summary>
public sealed class SqliteLockTests : IDisposable
{
    private readonly MlflowFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_writer_that_holds_its_lock_for_seconds_only_delays_writes()
    {
        var client = _files.Client();
        var run = await client.CreateRunAsync("0");
        using var other = Other();
        Tell(other, $"BEGIN IMMEDIATE; INSERT INTO params (key, value, run_uuid) VALUES ('theirs', '1', '{run.Id}')");

        var writes = Enumerable.Range(0, 4).Select(i => client.LogMetricAsync(run.Id, "loss", i, i)).Append(_files.Client().SetTagAsync(run.Id, "ours", "1")).ToArray();
        // Readers are let in as long as the writer has not begun to commit.
        Assert.Empty((await client.GetRunAsync(run.Id)).Params);
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.DoesNotContain(writes, write => write.IsCompleted);
        Tell(other, "COMMIT");
        await Task.WhenAll(writes);

        var logged = await client.GetRunAsync(run.Id);
        Assert.Equal(("1", "1", 3), (logged.Params["theirs"], logged.Tags["ours"], logged.Metrics["loss"]));
        Assert.Equal(4, (await client.GetMetricHistoryAsync(run.Id, "loss")).Count);
    }

    [Fact]
    public async Task An_exclusive_lock_only_delays_reads_and_writes()
    {
        var client = _files.Client();
        var run = await client.CreateRunAsync("0");
        using var other = Other();
        Tell(other, "BEGIN EXCLUSIVE");

        Task[] calls = [client.GetRunAsync(run.Id), client.LogMetricAsync(run.Id, "loss", 1), client.SearchRunsAsync(["0"])];
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.DoesNotContain(calls, call => call.IsCompleted);
        Tell(other, "ROLLBACK");

        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task A_long_reader_delays_a_commit_until_it_has_read_and_costs_nothing()
    {
        var client = _files.Client();
        var run = await client.CreateRunAsync("0");
        using var other = Other();
        Tell(other, "BEGIN; SELECT count(*) FROM runs");

        var write = client.LogMetricAsync(run.Id, "loss", 1);
        await Task.Delay(TimeSpan.FromSeconds(3));
        // With a rollback journal the file is changed at the commit, which no reader may see: SQLite waits for it.
        Assert.False(write.IsCompleted);
        Assert.Equal("0", Ask(other, "SELECT count(*) FROM metrics"));
        Tell(other, "COMMIT");

        await write;
        Assert.Equal(1, (await client.GetRunAsync(run.Id)).Metrics["loss"]);
    }

    [Fact]
    public async Task A_long_reader_of_a_file_in_WAL_mode_delays_nobody()
    {
        var client = _files.Client();
        var run = await client.CreateRunAsync("0");
        _files.Ask("PRAGMA journal_mode = WAL");
        using var other = Other();
        Tell(other, "BEGIN; SELECT count(*) FROM runs");

        for (var i = 0; i < 50; i++) await client.LogMetricAsync(run.Id, "loss", i, i);

        Assert.Equal("0", Ask(other, "SELECT count(*) FROM metrics"));
        Tell(other, "COMMIT");
        Assert.Equal("50", Ask(other, "SELECT count(*) FROM metrics"));
        Assert.Equal(49, (await client.GetRunAsync(run.Id)).Metrics["loss"]);
        Assert.Equal("wal", _files.Ask("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task A_call_that_waits_for_a_lock_can_be_cancelled()
    {
        var client = _files.Client();
        var run = await client.CreateRunAsync("0");
        using var other = Other();
        Tell(other, "BEGIN IMMEDIATE");
        using var cancellation = new CancellationTokenSource();

        var write = client.LogMetricAsync(run.Id, "loss", 1, cancellationToken: cancellation.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        await cancellation.CancelAsync();

        // The lock is still held: only the cancellation can end the call.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        Tell(other, "ROLLBACK");
        Assert.Empty((await client.GetRunAsync(run.Id)).Metrics);
        await client.LogMetricAsync(run.Id, "loss", 2);
    }

    private SqliteConnection Other()
    {
        var connection = new SqliteConnection($"Data Source={_files.DatabasePath};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Tell(SqliteConnection connection, string sql) => Ask(connection, sql);

    private static string Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }
}
