using System.Data.Common;
using LineaSharp.Internal.Sql;
using LineaSharp.Mlflow;

namespace LineaSharp.Bench;

/// <summary>Searches by a metric among 100,000 runs, against the SQL that a good engineer would write for each by hand.</summary>
/// <remarks>
/// All runs are of one experiment. Each has three metrics, two params and two tags. <c>loss</c> goes evenly over 0 to 1, in no order of time. Both sides
/// load the page whole: its runs and their metrics, params and tags, and look for datasets and models of theirs, of which there are none.
/// </remarks>
internal static class MlflowRunSearch
{
    private const int Count = 100_000, WarmUps = 3, Runs = 15;

    private sealed record Case(string What, string Filter, int PageSize, string[] Order, string Sql);

    private const string Columns = "r.run_uuid, r.name, r.experiment_id, r.user_id, r.status, r.start_time, r.end_time, r.artifact_uri, r.lifecycle_stage";

    private static readonly IReadOnlyList<Case> Cases =
    [
        ByLoss("half of the runs", "0.5", 50),
        ByLoss("half of the runs", "0.5", 1000),
        ByLoss("ten runs", "0.0001", 1000),
        ByLoss("none", "-1", 1000),
        new(
            "half of the runs, best accuracy first, page of 50", "metrics.loss < 0.5", 50, ["metrics.accuracy DESC"],
            $"""
            SELECT {Columns} FROM runs r
            JOIN latest_metrics m ON m.run_uuid = r.run_uuid AND m.key = 'loss'
            LEFT JOIN latest_metrics o ON o.run_uuid = r.run_uuid AND o.key = 'accuracy'
            WHERE m.value < 0.5 AND r.experiment_id = @experiment AND r.lifecycle_stage = 'active'
            ORDER BY CASE WHEN o.is_nan THEN 1 WHEN o.value IS NULL THEN 2 ELSE 0 END, o.value DESC, r.start_time DESC, r.run_uuid LIMIT @limit
            """),
        new(
            "two metrics and a param, page of 50", "metrics.loss < 0.5 AND metrics.accuracy > 0.5 AND params.optimizer = 'adam'", 50, [],
            $"""
            SELECT {Columns} FROM runs r
            JOIN latest_metrics m ON m.run_uuid = r.run_uuid AND m.key = 'loss'
            JOIN latest_metrics o ON o.run_uuid = r.run_uuid AND o.key = 'accuracy'
            JOIN params p ON p.run_uuid = r.run_uuid AND p.key = 'optimizer'
            WHERE m.value < 0.5 AND o.value > 0.5 AND p.value = 'adam' AND r.experiment_id = @experiment AND r.lifecycle_stage = 'active'
            ORDER BY r.start_time DESC, r.run_uuid LIMIT @limit
            """),
    ];

    private static Case ByLoss(string what, string limit, int pageSize) => new(
        Table.Text($"{what}, newest first, page of {pageSize}"), $"metrics.loss < {limit}", pageSize, [],
        $"""
        SELECT {Columns} FROM runs r JOIN latest_metrics m ON m.run_uuid = r.run_uuid AND m.key = 'loss'
        WHERE m.value < {limit} AND r.experiment_id = @experiment AND r.lifecycle_stage = 'active'
        ORDER BY r.start_time DESC, r.run_uuid LIMIT @limit
        """);

    public static async Task RunAsync(string folder, Settings settings, Table table)
    {
        var uri = MlflowTables.Uri(settings, folder);
        var client = new MlflowClient(uri);
        var experiment = await client.CreateExperimentAsync(Table.Text($"bench-{Guid.NewGuid():n}"), Path.Combine(folder, "mlruns"));
        using var tables = await MlflowTables.OpenAsync(uri);
        var number = long.Parse(experiment, System.Globalization.CultureInfo.InvariantCulture);
        await FillAsync(tables, number);

        var worst = 0.0;
        foreach (var search in Cases)
        {
            var (ours, bare) = (new Series(), new Series());
            for (var i = -WarmUps; i < Runs; i++)
            {
                IReadOnlyList<Run> found = [];
                List<string> expected = [];
                await (i < 0 ? new Series() : bare).MeasureAsync(async () => expected = await SearchBareAsync(tables, search, number));
                await (i < 0 ? new Series() : ours).MeasureAsync(async () => found = await client.SearchRunsAsync([experiment], search.Filter, maxResults: search.PageSize, orderBy: search.Order));
                if (!found.Select(r => r.Id).SequenceEqual(expected)) throw new InvalidOperationException($"The two pages '{search.What}' differ.");
                if (found.Any(r => r.Metrics.Count != 3)) throw new InvalidOperationException($"The page '{search.What}' is not as filled.");
            }
            var ratio = ours.Median / bare.Median;
            worst = Math.Max(worst, ratio);
            table.Add($"{search.What}: bare SQL", bare, Unit.Milliseconds);
            table.Add($"{search.What}: SearchRunsAsync", ours, Unit.Milliseconds, Table.Text($"{ratio:0.00} times the bare SQL"));
        }
        table.Verdict("search of runs by a metric among 100,000 within 2 times the bare SQL", worst <= 2, Table.Text($"{worst:0.00} for the worst"));
    }

    private static async Task<List<string>> SearchBareAsync(MlflowTables tables, Case search, long experiment)
    {
        using var transaction = await tables.Connection.BeginTransactionAsync(System.Data.IsolationLevel.Unspecified);
        using var command = tables.Connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = search.Sql;
        Add(command, "@experiment", experiment);
        Add(command, "@limit", search.PageSize + 1);
        var rows = await ReadAsync(command);
        if (rows.Count > search.PageSize) rows.RemoveAt(search.PageSize);
        var ids = rows.ConvertAll(r => (string)r[0]);
        foreach (var some in ids.Chunk(500))
        {
            foreach (var related in Related)
            {
                using var load = tables.Connection.CreateCommand();
                load.Transaction = transaction;
                load.CommandText = string.Concat(related, " IN (", string.Join(", ", some.Select((_, i) => Table.Text($"@r{i}"))), ")");
                for (var i = 0; i < some.Length; i++) Add(load, Table.Text($"@r{i}"), some[i]);
                await ReadAsync(load);
            }
        }
        return ids;
    }

    private static readonly string[] Related =
    [
        "SELECT run_uuid, key, value, is_nan, timestamp, step FROM latest_metrics WHERE run_uuid",
        "SELECT run_uuid, key, value FROM params WHERE run_uuid",
        "SELECT run_uuid, key, value FROM tags WHERE run_uuid",
        "SELECT i.destination_id, d.name, d.digest FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id WHERE i.destination_type = 'RUN' AND i.source_type = 'DATASET' AND i.destination_id",
        "SELECT source_id, destination_id FROM inputs WHERE source_type = 'RUN_INPUT' AND destination_type = 'MODEL_INPUT' AND source_id",
        "SELECT source_id, destination_id, step FROM inputs WHERE source_type = 'RUN_OUTPUT' AND destination_type = 'MODEL_OUTPUT' AND source_id",
    ];

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private static async Task<List<object[]>> ReadAsync(DbCommand command)
    {
        using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return rows;
    }

    private static Task FillAsync(MlflowTables tables, long experiment) => tables.FillAsync(async transaction =>
    {
        using (var insert = tables.Connection.CreateCommand())
        {
            insert.Transaction = transaction;
            insert.CommandText =
                """
                INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id)
                VALUES (@id, @name, 'UNKNOWN', '', '', 'me', 'FINISHED', @start, @start + 500, '', 'active', @artifacts, @experiment)
                """;
            foreach (var name in (string[])["@id", "@name", "@start", "@artifacts", "@experiment"]) Add(insert, name, experiment);
            for (var i = 0; i < Count; i++)
            {
                var id = Guid.NewGuid().ToString("n");
                (insert.Parameters[0].Value, insert.Parameters[1].Value, insert.Parameters[2].Value) = (id, Table.Text($"run-{i}"), 1_700_000_000_000 + i * 1000L);
                insert.Parameters[3].Value = Table.Text($"s3://bucket/{experiment}/{id}/artifacts");
                await insert.ExecuteNonQueryAsync();
            }
        }
        foreach (var statement in (Sql[])
                 [
                     Metric("loss", "(start_time / 1000 % 100000 * 7919 % 99991) / 99991.0", experiment),
                     Metric("accuracy", "(start_time / 1000 % 100000 * 104729 % 99991) / 99991.0", experiment),
                     Metric("epoch", "start_time / 1000 % 20", experiment),
                     Pair("params", "optimizer", "CASE WHEN start_time / 1000 % 3 = 0 THEN 'adam' ELSE 'sgd' END", experiment),
                     Pair("params", "rate", "'0.0' || (start_time / 1000 % 10)", experiment),
                     Pair("tags", "mlflow.runName", "name", experiment),
                     Pair("tags", "team", "'blue'", experiment),
                 ])
            await tables.Connection.ExecuteAsync(statement, CancellationToken.None, transaction);
    });

    private static Sql Metric(string key, string value, long experiment) =>
        $"INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) SELECT {key}, {Sql.Raw(value)}, start_time, 1, {false}, run_uuid FROM runs WHERE experiment_id = {experiment}";

    private static Sql Pair(string table, string key, string value, long experiment) =>
        $"INSERT INTO {Sql.Raw(table)} (key, value, run_uuid) SELECT {key}, {Sql.Raw(value)}, run_uuid FROM runs WHERE experiment_id = {experiment}";
}
