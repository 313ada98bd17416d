using System.Globalization;
using LineaSharp.Mlflow;
using Microsoft.Data.Sqlite;

namespace LineaSharp.Bench;

/// <summary>Logging to MLflow's database: one run with very much in it, and one value at a time.</summary>
internal static class MlflowLogging
{
    private const int Runs = 7, SingleWarmUps = 30, Singles = 200, Metrics = 10_000, Keys = 10, ParamsAndTags = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(0.5);

    public static async Task RunAsync(string folder, Settings settings, Table table)
    {
        var uri = MlflowTables.Uri(settings, folder);
        var client = new MlflowClient(uri);
        var experiment = await client.CreateExperimentAsync(Table.Text($"bench-{Guid.NewGuid():n}"), Path.Combine(folder, "mlruns"));
        using var tables = await MlflowTables.OpenAsync(uri);

        var (active, batches, bare) = (new Series(), new Series(), new Series());
        for (var i = -1; i < Runs; i++)
        {
            await (i < 0 ? new Series() : active).MeasureAsync(() => LogAsActiveRunAsync(client, experiment));
            await (i < 0 ? new Series() : batches).MeasureAsync(() => LogInBatchesAsync(client, experiment));
            var run = await client.CreateRunAsync(experiment);
            await (i < 0 ? new Series() : bare).MeasureAsync(() => LogBareAsync(tables, run.Id));
        }
        string Beside(Series series) => Table.Text($"{series.Median / bare.Median:0.00} times the bare SQL");
        table.Add("bare SQL, as many transactions as batches", bare, Unit.Milliseconds);
        table.Add("10,000 metrics, 100 params, 100 tags as ActiveRun, from start to end of the run", active, Unit.Milliseconds, Beside(active));
        table.Add("the same by LogBatchAsync, with the creation of the run", batches, Unit.Milliseconds, Beside(batches));
        table.Verdict("10,000 metrics, 100 params and 100 tags in 0.5 s", active.Median < Limit && batches.Median < Limit, Table.Text($"{active.Median.TotalSeconds:0.00} s; {batches.Median.TotalSeconds:0.00} s"));

        await SinglesAsync(folder, client, tables, (await client.CreateRunAsync(experiment)).Id, table);
    }

    private static async Task SinglesAsync(string folder, MlflowClient client, MlflowTables tables, string run, Table table)
    {
        var (fsync, bare, metric, tag, get) = (new Series(), new Series(), new Series(), new Series(), new Series());
        var disk = new OneFsync(folder);
        for (var i = -SingleWarmUps; i < Singles; i++)
        {
            Series Of(Series series) => i < 0 ? new Series() : series;
            var step = i + SingleWarmUps;
            Of(fsync).Measure(disk.Run);
            await Of(bare).MeasureAsync(() => LogBareAsync(tables, run, step));
            await Of(metric).MeasureAsync(() => client.LogMetricAsync(run, "loss", step, step));
            await Of(tag).MeasureAsync(() => client.SetTagAsync(run, "step", Text(step)));
            await Of(get).MeasureAsync(() => client.GetRunAsync(run));
        }
        string Beside(Series series) => Table.Text($"{(series.Median - bare.Median).TotalMilliseconds:0.00} ms more than the bare transaction");
        table.Add("one fsync: write 4 KiB, fsync, rename", fsync, Unit.Milliseconds);
        table.Add("one metric in a bare transaction of Microsoft.Data.Sqlite: the two rows that it takes", bare, Unit.Milliseconds, Table.Text($"{bare.Median / fsync.Median:0.0} fsyncs"));
        table.Add("LogMetricAsync", metric, Unit.Milliseconds, Beside(metric));
        table.Add("SetTagAsync", tag, Unit.Milliseconds, Beside(tag));
        table.Add("GetRunAsync", get, Unit.Milliseconds);
    }

    private static async Task LogAsActiveRunAsync(MlflowClient client, string experiment)
    {
        await using var run = await client.StartRunAsync(new StartRunOptions { ExperimentId = experiment });
        for (var i = 0; i < ParamsAndTags; i++) await run.LogParamAsync(Text($"param-{i}"), Text($"value {i}"));
        for (var i = 0; i < ParamsAndTags; i++) await run.SetTagAsync(Text($"tag-{i}"), Text($"value {i}"));
        for (var i = 0; i < Metrics; i++) await run.LogMetricAsync(Text($"metric-{i % Keys}"), i / 7.0, i / Keys);
    }

    private static async Task LogInBatchesAsync(MlflowClient client, string experiment)
    {
        var run = await client.CreateRunAsync(experiment);
        await client.LogBatchAsync(run.Id, new RunBatch
        {
            Params = [.. Enumerable.Range(0, ParamsAndTags).Select(i => new KeyValuePair<string, string>(Text($"param-{i}"), Text($"value {i}")))],
            Tags = [.. Enumerable.Range(0, ParamsAndTags).Select(i => new KeyValuePair<string, string>(Text($"tag-{i}"), Text($"value {i}")))],
        });
        await client.LogMetricsAsync(run.Id, Enumerable.Range(0, Metrics).Select(i => new Metric(Text($"metric-{i % Keys}"), i / 7.0, DateTimeOffset.UtcNow, i / Keys)));
    }

    // What a good engineer would write for this database alone: prepared statements, a transaction for each batch that MLflow allows.
    private static async Task LogBareAsync(MlflowTables tables, string run)
    {
        using var insert = Prepare(tables, "INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (@a, @b, @c, @d, 0, @r) ON CONFLICT DO NOTHING", run);
        using var latest = Prepare(tables, Latest, run);
        using var param = Prepare(tables, "INSERT INTO params (key, value, run_uuid) VALUES (@a, @b, @r)", run);
        using var tag = Prepare(tables, "INSERT INTO tags (key, value, run_uuid) VALUES (@a, @b, @r) ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value", run);
        await TransactAsync(tables, [param, tag], () =>
        {
            for (var i = 0; i < ParamsAndTags; i++)
            {
                Execute(param, Text($"param-{i}"), Text($"value {i}"), 0, 0);
                Execute(tag, Text($"tag-{i}"), Text($"value {i}"), 0, 0);
            }
        });
        foreach (var part in Enumerable.Range(0, Metrics).Chunk(1000))
        {
            await TransactAsync(tables, [insert, latest], () =>
            {
                var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
                foreach (var i in part) Execute(insert, Text($"metric-{i % Keys}"), i / 7.0, now, i / Keys);
                foreach (var i in part[^Keys..]) Execute(latest, Text($"metric-{i % Keys}"), i / 7.0, now, i / Keys);
            });
        }
    }

    private static Task LogBareAsync(MlflowTables tables, string run, int step)
    {
        using var insert = Prepare(tables, "INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (@a, @b, @c, @d, 0, @r) ON CONFLICT DO NOTHING", run);
        using var latest = Prepare(tables, Latest, run);
        return TransactAsync(tables, [insert, latest], () =>
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            Execute(insert, "bare", step, now, step);
            Execute(latest, "bare", step, now, step);
        });
    }

    private const string Latest =
        """
        INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (@a, @b, @c, @d, 0, @r)
        ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan
        """;

    private static SqliteCommand Prepare(MlflowTables tables, string sql, string run)
    {
        var command = ((SqliteConnection)tables.Connection).CreateCommand();
        command.CommandText = sql;
        foreach (var name in (string[])["@a", "@b", "@c", "@d"]) command.Parameters.AddWithValue(name, 0);
        command.Parameters.AddWithValue("@r", run);
        return command;
    }

    private static void Execute(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private static async Task TransactAsync(MlflowTables tables, SqliteCommand[] commands, Action work)
    {
        using var transaction = ((SqliteConnection)tables.Connection).BeginTransaction(deferred: false);
        foreach (var command in commands) command.Transaction = transaction;
        work();
        await transaction.CommitAsync();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
