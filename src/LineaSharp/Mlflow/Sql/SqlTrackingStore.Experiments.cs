using System.Data.Common;
using System.Globalization;
using LineaSharp.Internal.Sql;
using LineaSharp.Mlflow.Search;

namespace LineaSharp.Mlflow.Storage;

internal sealed partial class SqlTrackingStore
{
    private static readonly Sql ExperimentColumns = Sql.Raw(
        "experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time");

    public async Task<string> CreateExperimentAsync(
        string name, string? artifactLocation, IReadOnlyDictionary<string, string> tags, CancellationToken ct)
    {
        CheckExperimentName(name);
        if (artifactLocation is not null) ArtifactLocations.Check(artifactLocation);
        var location = string.IsNullOrEmpty(artifactLocation) ? null : ArtifactLocations.Resolve(artifactLocation);
        if (location is not null) Limits.CheckLength("artifact location", location, Limits.ArtifactLocation);
        var id = await database.WriteAsync(
            async session =>
            {
                var now = database.Now();
                var id = await session.LongAsync(
                    $"""
                    INSERT INTO experiments (name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace)
                    VALUES ({name}, {location}, {WireNames.Active}, {now}, {now}, {MlflowSchema.Workspace})
                    ON CONFLICT DO NOTHING RETURNING experiment_id
                    """,
                    ct).ConfigureAwait(false) ?? throw MlflowErrors.ExperimentExists(name);
                if (location is null)
                {
                    var own = ArtifactLocations.Append(database.ArtifactRoot, id.ToString(CultureInfo.InvariantCulture));
                    await session.ExecuteAsync($"UPDATE experiments SET artifact_location = {own} WHERE experiment_id = {id}", ct).ConfigureAwait(false);
                }
                await InsertAsync(
                    session, "INSERT INTO experiment_tags (key, value, experiment_id)", tags.Select(t => Sql.Of($"({t.Key}, {t.Value}, {id})")), "", ct)
                    .ConfigureAwait(false);
                return id;
            },
            ct).ConfigureAwait(false);
        return id.ToString(CultureInfo.InvariantCulture);
    }

    public Task<Experiment> GetExperimentAsync(string experimentId, CancellationToken ct) =>
        database.ReadAsync(session => GetExperimentAsync(session, ExperimentNumber(experimentId), session.ForUse, ct), ct);

    public Task<Experiment?> FindExperimentByNameAsync(string name, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
            {
                var found = await LoadExperimentsAsync(
                    session, $"SELECT {ExperimentColumns} FROM experiments WHERE name = {name} AND workspace = {MlflowSchema.Workspace}", ct)
                    .ConfigureAwait(false);
                return found.SingleOrDefault();
            },
            ct);

    public Task<Page<Experiment>> SearchExperimentsAsync(ExperimentSearch search, CancellationToken ct)
    {
        Limits.CheckMaxResults(search.MaxResults);
        var query = SearchQuery.Of(SearchVocabulary.Experiments, search);
        return database.ReadAsync(
            async session =>
            {
                var found = await LoadExperimentsAsync(
                    session,
                    $"""
                    SELECT {ExperimentColumns} FROM experiments
                    WHERE lifecycle_stage IN ({Sql.List(WireNames.Stages(search.ViewType))}) AND {query.Where}
                    ORDER BY {query.OrderBy} {query.Page}
                    """,
                    ct).ConfigureAwait(false);
                return query.PageOf(found);
            },
            ct);
    }

    public Task RenameExperimentAsync(string experimentId, string newName, CancellationToken ct)
    {
        CheckExperimentName(newName);
        var id = ExperimentNumber(experimentId);
        return database.WriteAsync(
            async session =>
            {
                var experiment = await GetExperimentAsync(session, id, session.ForChange, ct).ConfigureAwait(false);
                if (experiment.LifecycleStage == LifecycleStage.Deleted) throw MlflowErrors.CannotRenameDeleted(experimentId);
                var other = await session.LongAsync(
                    $"SELECT experiment_id FROM experiments WHERE name = {newName} AND workspace = {MlflowSchema.Workspace} AND experiment_id <> {id}", ct)
                    .ConfigureAwait(false);
                if (other is not null) throw MlflowErrors.ExperimentNameIsTaken(newName);
                await session.ExecuteAsync(
                    $"UPDATE experiments SET name = {newName}, last_update_time = {database.Now()} WHERE experiment_id = {id}", ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task DeleteExperimentAsync(string experimentId, CancellationToken ct) =>
        MoveExperimentAsync(experimentId, WireNames.Active, WireNames.Deleted, database.Now(), MlflowErrors.NoActiveExperiment, ct);

    public Task RestoreExperimentAsync(string experimentId, CancellationToken ct) =>
        MoveExperimentAsync(experimentId, WireNames.Deleted, WireNames.Active, deletedTime: null, MlflowErrors.NoDeletedExperiment, ct);

    public Task SetExperimentTagAsync(string experimentId, string key, string value, CancellationToken ct)
    {
        Limits.CheckKey("tag", key);
        var cut = Limits.Cut(value, Limits.TagValue);
        return database.WriteAsync(
            async session =>
            {
                var experiment = await RequireActiveExperimentAsync(session, experimentId, ct).ConfigureAwait(false);
                await session.ExecuteAsync(
                    $"""
                    INSERT INTO experiment_tags (key, value, experiment_id) VALUES ({key}, {cut}, {ExperimentNumber(experiment.Id)})
                    ON CONFLICT (key, experiment_id) DO UPDATE SET value = excluded.value
                    """,
                    ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task DeleteExperimentTagAsync(string experimentId, string key, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var experiment = await RequireActiveExperimentAsync(session, experimentId, ct).ConfigureAwait(false);
                var removed = await session.ExecuteAsync(
                    $"DELETE FROM experiment_tags WHERE experiment_id = {ExperimentNumber(experiment.Id)} AND key = {key}", ct).ConfigureAwait(false);
                if (removed == 0) throw MlflowErrors.NoExperimentTag(experimentId, key);
            },
            ct);

    // An experiment takes all its runs along, both ways.
    private Task MoveExperimentAsync(
        string experimentId, string from, string to, long? deletedTime, Func<string, MlflowException> notFound, CancellationToken ct)
    {
        var id = ExperimentNumber(experimentId);
        return database.WriteAsync(
            async session =>
            {
                var moved = await session.ExecuteAsync(
                    $"UPDATE experiments SET lifecycle_stage = {to}, last_update_time = {database.Now()} WHERE experiment_id = {id} AND lifecycle_stage = {from}",
                    ct).ConfigureAwait(false);
                if (moved == 0) throw notFound(experimentId);
                await session.ExecuteAsync(
                    $"UPDATE runs SET lifecycle_stage = {to}, deleted_time = {deletedTime} WHERE experiment_id = {id}", ct).ConfigureAwait(false);
            },
            ct);
    }

    private static async Task<Experiment> RequireActiveExperimentAsync(SqlSession session, string experimentId, CancellationToken ct)
    {
        var experiment = await GetExperimentAsync(session, ExperimentNumber(experimentId), session.ForUse, ct).ConfigureAwait(false);
        return experiment.LifecycleStage == LifecycleStage.Active ? experiment : throw MlflowErrors.ExperimentIsDeleted(experimentId);
    }

    private static async Task<Experiment> GetExperimentAsync(SqlSession session, long id, Sql rowLock, CancellationToken ct)
    {
        var found = await LoadExperimentsAsync(session, $"SELECT {ExperimentColumns} FROM experiments WHERE experiment_id = {id} {rowLock}", ct)
            .ConfigureAwait(false);
        return found.SingleOrDefault() ?? throw MlflowErrors.NoExperiment(id.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<List<Experiment>> LoadExperimentsAsync(SqlSession session, Sql select, CancellationToken ct)
    {
        var experiments = await session.QueryAsync(select, ReadExperiment, ct).ConfigureAwait(false);
        var tags = await LoadPairsAsync(
            session, "experiment_id", "experiment_tags", "key", "value", experiments.Select(e => ExperimentNumber(e.Id)), ct).ConfigureAwait(false);
        return experiments.ConvertAll(e => e with { Tags = tags.Of(ExperimentNumber(e.Id)) });
    }

    private static Experiment ReadExperiment(DbDataReader row) => new()
    {
        Id = row.GetInt64(0).ToString(CultureInfo.InvariantCulture),
        Name = row.GetString(1),
        ArtifactLocation = row.TextOrNull(2) ?? "",
        LifecycleStage = WireNames.Stage(row.TextOrNull(3)),
        CreationTime = Epoch.ToTime(row.LongOrNull(4)),
        LastUpdateTime = Epoch.ToTime(row.LongOrNull(5)),
    };

    private static void CheckExperimentName(string name)
    {
        if (string.IsNullOrEmpty(name)) throw MlflowErrors.BadExperimentName();
        Limits.CheckLength("name of an experiment", name, Limits.ExperimentName);
    }

    private static long ExperimentNumber(string experimentId) =>
        long.TryParse(experimentId, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw MlflowErrors.BadExperimentId(experimentId);
}
