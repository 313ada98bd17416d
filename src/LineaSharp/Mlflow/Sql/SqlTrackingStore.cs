using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Storage;

/// <summary>The tracking store on MLflow's own database. It answers as MLflow's server of the 3.17 line does; its chapters are MLflow's.</summary>
internal sealed partial class SqlTrackingStore(MlflowDatabase database) : ITrackingStore
{
    private const string RunNameTag = "mlflow.runName";
    private const string ArtifactsFolder = "artifacts";

    // How many one IN list names, well below the drivers' limits on parameters.
    private const int OwnersAtOnce = 500;

    // How many rows one statement inserts. SQLite finds each parameter by its name among all of the statement's: twice the rows cost four times as much.
    private const int RowsAtOnce = 32;

    private static string NewId() => Guid.NewGuid().ToString("n");

    /// <summary>The run's experiment, of a run that is there and not deleted: what must hold before anything is logged, and until it is.</summary>
    private static async Task<long> RequireActiveRunAsync(SqlSession session, string runId, CancellationToken ct)
    {
        var run = await session.FirstOrNullAsync(
            $"SELECT lifecycle_stage, experiment_id FROM runs WHERE run_uuid = {runId} {session.ForChange}",
            row => new { Stage = row.TextOrNull(0), Experiment = row.GetInt64(1) }, ct).ConfigureAwait(false);
        if (run is null) throw MlflowErrors.NoRun(runId);
        if (run.Stage == WireNames.Deleted) throw MlflowErrors.RunIsDeleted(runId);
        return run.Experiment;
    }

    /// <summary>Inserts many rows, some at a time.</summary>
    private static async Task InsertAsync(SqlSession session, string into, IEnumerable<Sql> rows, string onConflict, CancellationToken ct)
    {
        foreach (var chunk in rows.Chunk(RowsAtOnce))
            await session.ExecuteAsync($"{Sql.Raw(into)} VALUES {Sql.Join(", ", chunk)} {Sql.Raw(onConflict)}", ct).ConfigureAwait(false);
    }
}
