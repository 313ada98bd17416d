using System.Data.Common;
using LineaSharp.Internal;
using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Storage;

/// <summary>What the stores need of MLflow's schema. MLflow 3.10 to 3.17 have all of it; older databases lack some, and are to be upgraded by MLflow.</summary>
internal static class MlflowSchema
{
    /// <summary>The schema that new databases get, so that any MLflow from 3.10 on can open them.</summary>
    public const string Head = "1b5f0d9ad7c1";

    public const string Workspace = "default";

    private static readonly (string Table, string[] Columns)[] Needed =
    [
        ("alembic_version", ["version_num"]),
        ("experiments", ["experiment_id", "name", "artifact_location", "lifecycle_stage", "creation_time", "last_update_time", "workspace"]),
        ("experiment_tags", ["key", "value", "experiment_id"]),
        ("runs",
        [
            "run_uuid", "name", "source_type", "source_name", "entry_point_name", "user_id", "status", "start_time", "end_time",
            "source_version", "lifecycle_stage", "artifact_uri", "experiment_id", "deleted_time",
        ]),
        ("metrics", ["key", "value", "timestamp", "run_uuid", "step", "is_nan"]),
        ("latest_metrics", ["key", "value", "timestamp", "step", "is_nan", "run_uuid"]),
        ("params", ["key", "value", "run_uuid"]),
        ("tags", ["key", "value", "run_uuid"]),
        ("datasets",
        [
            "dataset_uuid", "experiment_id", "name", "digest", "dataset_source_type", "dataset_source", "dataset_schema", "dataset_profile",
        ]),
        ("inputs", ["input_uuid", "source_type", "source_id", "destination_type", "destination_id", "step"]),
        ("input_tags", ["input_uuid", "name", "value"]),
        ("logged_models",
        [
            "model_id", "experiment_id", "name", "artifact_location", "creation_timestamp_ms", "last_updated_timestamp_ms", "status",
            "lifecycle_stage", "model_type", "source_run_id", "status_message",
        ]),
        ("logged_model_metrics",
        [
            "model_id", "metric_name", "metric_timestamp_ms", "metric_step", "metric_value", "experiment_id", "run_id", "dataset_uuid",
            "dataset_name", "dataset_digest",
        ]),
        ("logged_model_params", ["model_id", "experiment_id", "param_key", "param_value"]),
        ("logged_model_tags", ["model_id", "experiment_id", "tag_key", "tag_value"]),
        ("registered_models", ["name", "creation_time", "last_updated_time", "description", "workspace"]),
        ("registered_model_tags", ["key", "value", "name", "workspace"]),
        ("registered_model_aliases", ["alias", "version", "name", "workspace"]),
        ("model_versions",
        [
            "name", "version", "creation_time", "last_updated_time", "description", "user_id", "current_stage", "source", "run_id", "status",
            "status_message", "run_link", "storage_location", "workspace",
        ]),
        ("model_version_tags", ["key", "value", "name", "version", "workspace"]),
    ];

    /// <summary>Creates the tables, from a text that is compiled in, and the rows that MLflow puts into a new database.</summary>
    public static async Task CreateAsync(SqlSession session, string schema, string artifactRoot, long now, CancellationToken ct)
    {
        await session.ExecuteAsync(Sql.Raw(EmbeddedText.Read(schema)), ct).ConfigureAwait(false);
        await session.ExecuteAsync($"INSERT INTO alembic_version (version_num) VALUES ({Head})", ct).ConfigureAwait(false);
        await session.ExecuteAsync(
            $"INSERT INTO workspaces (name, description) VALUES ({Workspace}, 'Default workspace for legacy resources')", ct).ConfigureAwait(false);
        await session.ExecuteAsync(
            $"""
            INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace)
            VALUES (0, 'Default', {ArtifactLocations.Append(artifactRoot, "0")}, 'active', {now}, {now}, {Workspace})
            """,
            ct).ConfigureAwait(false);
    }

    /// <summary>Refuses a database that the stores cannot use.</summary>
    /// <param name="connection">An open connection to it.</param>
    /// <param name="found">Its tables and columns.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="uri">Its address, for the command that upgrades it.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LineaException">NotSupported: it lacks what is needed, or has workspaces.</exception>
    public static async Task CheckAsync(
        DbConnection connection, IReadOnlyCollection<(string Table, string Column)> found, string name, string uri, CancellationToken ct)
    {
        var missing = Missing(found);
        if (missing.Count > 0)
        {
            var head = found.Contains(("alembic_version", "version_num"))
                ? await connection.TextAsync($"SELECT version_num FROM alembic_version", ct).ConfigureAwait(false)
                : null;
            throw LineaException.DatabaseIsTooOld(name, uri, head, missing);
        }
        if (await connection.LongAsync($"SELECT 1 FROM experiments WHERE workspace <> {Workspace} LIMIT 1", ct).ConfigureAwait(false) is not null)
            throw LineaException.DatabaseHasWorkspaces(name);
    }

    /// <summary>What is needed and not among the columns that were found, as <c>table</c> or <c>table.column</c>.</summary>
    private static List<string> Missing(IEnumerable<(string Table, string Column)> found)
    {
        var columns = found.ToHashSet();
        var tables = columns.Select(c => c.Table).ToHashSet();
        var missing = new List<string>();
        foreach (var (table, needed) in Needed)
        {
            if (!tables.Contains(table)) missing.Add(table);
            else missing.AddRange(needed.Where(column => !columns.Contains((table, column))).Select(column => $"{table}.{column}"));
        }
        return missing;
    }
}
