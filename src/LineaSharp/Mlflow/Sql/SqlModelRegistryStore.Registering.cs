using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Storage;

internal sealed partial class SqlModelRegistryStore
{
    public async Task<ModelVersion> CreateModelVersionAsync(string name, string source, ModelVersionOptions version, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        RegistryRules.CheckSource(source);
        foreach (var (key, value) in version.Tags) RegistryRules.CheckTag(key, value);
        var uri = ModelsUri(source);
        var modelId = string.IsNullOrEmpty(version.ModelId) ? uri?.ModelId : version.ModelId;
        var loggedElsewhere = modelId is null || trackingElsewhere is null ? null : await OriginElsewhereAsync(trackingElsewhere, modelId, ct).ConfigureAwait(false);

        var created = await database.WriteAsync(
            async session =>
            {
                var logged = loggedElsewhere ?? (modelId is null ? null : await OriginAsync(session, modelId, ct).ConfigureAwait(false));
                var origin = uri switch
                {
                    null => new Origin(source, logged?.RunId),
                    { ModelId: not null } => logged!,
                    _ => await LoadOriginAsync(session, uri.RegisteredName!, uri.Version!.Value, ct).ConfigureAwait(false),
                };
                var run = string.IsNullOrEmpty(version.RunId) ? origin.RunId : version.RunId;
                var number = await InsertVersionAsync(session, name, source, origin.Location, run, version, ct).ConfigureAwait(false);
                if (modelId is not null && trackingElsewhere is null) await LinkAsync(session, modelId, name, number, ct).ConfigureAwait(false);
                return await LoadModelVersionAsync(session, name, number, ct).ConfigureAwait(false);
            },
            ct).ConfigureAwait(false);

        if (modelId is not null && trackingElsewhere is not null)
            await LinkElsewhereAsync(trackingElsewhere, modelId, name, created.Version, ct).ConfigureAwait(false);
        return created;
    }

    /// <summary>What a source <c>models:/…</c> names: a logged model or a version. Null for a source of another kind.</summary>
    private static ModelUri? ModelsUri(string source)
    {
        if (!source.StartsWith("models:", StringComparison.Ordinal)) return null;
        try
        {
            var uri = ModelUri.Parse(source);
            return uri.ModelId is null && uri.Version is null ? throw MlflowErrors.BadModelsSource(source) : uri;
        }
        catch (ArgumentException)
        {
            throw MlflowErrors.BadModelsSource(source);
        }
    }

    private async Task<int> InsertVersionAsync(
        SqlSession session, string name, string source, string location, string? runId, ModelVersionOptions version, CancellationToken ct)
    {
        await TouchRegisteredModelAsync(session, name, ct).ConfigureAwait(false);
        var number = (int)(await session.LongAsync($"SELECT max(version) FROM model_versions WHERE {IsModel(name)}", ct).ConfigureAwait(false) ?? 0) + 1;
        var now = database.Now();
        await session.ExecuteAsync(
            $"""
            INSERT INTO model_versions (workspace, name, version, creation_time, last_updated_time, description, current_stage, source, run_id,
                run_link, storage_location, status)
            VALUES ({MlflowSchema.Workspace}, {name}, {number}, {now}, {now}, {version.Description ?? ""}, {RegistryRules.NoStage}, {source}, {runId ?? ""},
                {version.RunLink ?? ""}, {location}, {Ready})
            """,
            ct).ConfigureAwait(false);
        foreach (var (key, value) in version.Tags) await SetVersionTagAsync(session, name, number, key, value, ct).ConfigureAwait(false);
        return number;
    }

    private static async Task<Origin> OriginAsync(SqlSession session, string modelId, CancellationToken ct) =>
        await session.FirstOrNullAsync(
            $"SELECT artifact_location, source_run_id FROM logged_models WHERE model_id = {modelId} AND lifecycle_stage = {WireNames.Active} {session.ForChange}",
            row => new Origin(row.GetString(0), row.TextOrNull(1)), ct).ConfigureAwait(false)
        ?? throw MlflowErrors.NoLoggedModel(modelId);

    private static async Task<Origin> OriginElsewhereAsync(ITrackingStore tracking, string modelId, CancellationToken ct)
    {
        var model = await tracking.GetLoggedModelAsync(modelId, ct).ConfigureAwait(false);
        return new Origin(model.ArtifactLocation, model.SourceRunId);
    }

    // In the same transaction as the version, so that no version of another process is lost from the list.
    private static async Task LinkAsync(SqlSession session, string modelId, string name, int version, CancellationToken ct)
    {
        var value = await session.TextAsync(
            $"SELECT tag_value FROM logged_model_tags WHERE model_id = {modelId} AND tag_key = {LoggedModelVersions.Tag}", ct).ConfigureAwait(false);
        if (LoggedModelVersions.Add(modelId, value, name, version) is not { } added) return;
        await session.ExecuteAsync(
            $"""
            INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value)
            SELECT model_id, experiment_id, {LoggedModelVersions.Tag}, {added} FROM logged_models WHERE model_id = {modelId}
            ON CONFLICT (model_id, tag_key) DO UPDATE SET tag_value = excluded.tag_value
            """,
            ct).ConfigureAwait(false);
    }

    private static async Task LinkElsewhereAsync(ITrackingStore tracking, string modelId, string name, int version, CancellationToken ct)
    {
        var model = await tracking.GetLoggedModelAsync(modelId, ct).ConfigureAwait(false);
        if (LoggedModelVersions.Add(modelId, model.Tags.GetValueOrDefault(LoggedModelVersions.Tag), name, version) is { } added)
            await tracking.SetLoggedModelTagsAsync(modelId, new Dictionary<string, string> { [LoggedModelVersions.Tag] = added }, ct).ConfigureAwait(false);
    }

    /// <summary>Where a version's files are, and the run they come from.</summary>
    private sealed record Origin(string Location, string? RunId);
}
