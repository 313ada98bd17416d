using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Storage;

/// <summary>
/// The model registry on MLflow's own database. It answers as MLflow's server of the 3.17 line does. Version numbers are never given out
/// twice: a deleted version keeps its row, without what it held.
/// </summary>
/// <param name="database">The registry's database.</param>
/// <param name="trackingElsewhere">The tracking store, where logged models are, when it is not in the same database; null when it is.</param>
internal sealed partial class SqlModelRegistryStore(MlflowDatabase database, ITrackingStore? trackingElsewhere = null) : IModelRegistryStore
{
    private const string DeletedStage = "Deleted_Internal";

    // How many names one IN list holds, well below the drivers' limits on parameters.
    private const int NamesAtOnce = 400;

    private static async Task RequireRegisteredModelAsync(SqlSession session, string name, CancellationToken ct)
    {
        var found = await session.LongAsync(
            $"SELECT 1 FROM registered_models WHERE workspace = {MlflowSchema.Workspace} AND name = {name} {session.ForChange}", ct).ConfigureAwait(false);
        if (found is null) throw MlflowErrors.NoRegisteredModel(name);
    }

    // The registered model is locked, not the version: then two changes of one model's versions cannot wait for each other crosswise.
    private static async Task RequireModelVersionAsync(SqlSession session, string name, int version, CancellationToken ct)
    {
        await session.LongAsync($"SELECT 1 FROM registered_models WHERE {IsModel(name)} {session.ForChange}", ct).ConfigureAwait(false);
        var found = await session.LongAsync($"SELECT 1 FROM model_versions WHERE {IsVersion(name, version)}", ct).ConfigureAwait(false);
        if (found is null) throw MlflowErrors.NoModelVersion(name, version);
    }

    // Says that a registered model has changed; also what locks it, so that of two changes one waits for the other.
    private async Task TouchRegisteredModelAsync(SqlSession session, string name, CancellationToken ct)
    {
        var touched = await session.ExecuteAsync(
            $"UPDATE registered_models SET last_updated_time = {database.Now()} WHERE workspace = {MlflowSchema.Workspace} AND name = {name}",
            ct).ConfigureAwait(false);
        if (touched == 0) throw MlflowErrors.NoRegisteredModel(name);
    }

    private static Sql IsModel(string name) => $"workspace = {MlflowSchema.Workspace} AND name = {name}";

    private static Sql IsVersion(string name, int version) => $"{IsModel(name)} AND version = {version} AND current_stage <> {DeletedStage}";
}
