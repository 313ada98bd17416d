using System.Globalization;
using LineaSharp.Mlflow.Search;

namespace LineaSharp.Mlflow.Files;

/// <summary>Reads the model registry of MLflow's file store, as releases 2.x and 3.x wrote it. It answers as their own reader does.</summary>
/// <remarks>
/// <code>
/// models/&lt;name&gt;/meta.yaml, tags/&lt;key&gt;, aliases/&lt;alias&gt; (the version)
/// models/&lt;name&gt;/version-&lt;number&gt;/meta.yaml, tags/&lt;key&gt;       a deleted version stays, in a stage of its own
/// </code>
/// </remarks>
internal sealed partial class FileModelRegistryStore(FileStore files) : IModelRegistryStore
{
    private const string Models = "models";
    private const string Aliases = "aliases";
    private const string VersionPrefix = "version-";
    private const string DeletedStage = "Deleted_Internal";

    public Task<RegisteredModel> GetRegisteredModelAsync(string name, CancellationToken ct) => OfModelAsync(name, folder => ReadModel(folder)!, ct);

    public Task<Page<RegisteredModel>> SearchRegisteredModelsAsync(SearchRequest search, CancellationToken ct)
    {
        Limits.CheckMaxResults(search.MaxResults, RegistryRules.RegisteredModelResults);
        var query = MemorySearch<RegisteredModel>.Of(SearchVocabulary.RegisteredModels, search, Values);
        return files.ReadAsync(
            root => query.PageOf(root.Find(Models) is { } models ? files.Each(models.Entries(), name => ReadModel(models.Open(name)), ct) : []), ct);
    }

    public Task<IReadOnlyList<ModelVersion>> GetLatestVersionsAsync(string name, IReadOnlyList<string> stages, CancellationToken ct)
    {
        var wanted = stages.Select(RegistryRules.Stage).ToHashSet();
        return OfModelAsync<IReadOnlyList<ModelVersion>>(name, folder => [.. Latest(folder).Where(v => wanted.Count == 0 || wanted.Contains(v.Stage))], ct);
    }

    public Task<ModelVersion> GetModelVersionAsync(string name, int version, CancellationToken ct) =>
        OfModelAsync(name, folder => ReadVersion(VersionFolder(folder, version)) ?? throw MlflowErrors.NoModelVersion(name, version), ct);

    public Task<Page<ModelVersion>> SearchModelVersionsAsync(SearchRequest search, CancellationToken ct)
    {
        Limits.CheckMaxResults(search.MaxResults, RegistryRules.ModelVersionResults);
        var query = MemorySearch<ModelVersion>.Of(SearchVocabulary.ModelVersions, search, Values);
        return files.ReadAsync(root => query.PageOf(AllVersions(root, ct)), ct);
    }

    public Task<string> GetDownloadUriAsync(string name, int version, CancellationToken ct) => OfModelAsync(
        name,
        folder =>
        {
            var versionFolder = VersionFolder(folder, version);
            if (ReadVersion(versionFolder) is not { } found) throw MlflowErrors.NoModelVersion(name, version);
            return Given(versionFolder!.FindMeta()!.FindText("storage_location")) ?? found.Source;
        },
        ct);

    public Task<ModelVersion> GetModelVersionByAliasAsync(string name, string alias, CancellationToken ct)
    {
        RegistryRules.CheckAlias(alias);
        return OfModelAsync(
            name,
            folder =>
            {
                if (RegistryRules.IsLatest(alias)) return Versions(folder).MaxBy(v => v.Version) ?? throw MlflowErrors.NoLatestVersion(name);
                var version = folder.FindText(Aliases, alias) is { } text ? AliasedVersion(folder, alias, text) : throw MlflowErrors.NoAlias(name, alias);
                return ReadVersion(VersionFolder(folder, version)) ?? throw MlflowErrors.NoModelVersion(name, version);
            },
            ct);
    }

    private Task<T> OfModelAsync<T>(string name, Func<StoreFolder, T> read, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        return files.ReadAsync(
            root => root.Find(Models)?.Find(name) is { } folder && folder.FindMeta() is not null ? read(folder) : throw MlflowErrors.NoRegisteredModel(name), ct);
    }

    private IEnumerable<ModelVersion> AllVersions(StoreFolder root, CancellationToken ct)
    {
        if (root.Find(Models) is not { } models) return [];
        return models.Entries().SelectMany(name =>
            files.Each([name], model => models.Open(model), ct).SelectMany(model =>
                files.Each(VersionNames(model), version => ReadVersion(model.Open(version)), ct)));
    }

    private static StoreFolder? VersionFolder(StoreFolder model, int version) => model.Find(VersionPrefix + version.ToString(CultureInfo.InvariantCulture));

    private static IEnumerable<string> VersionNames(StoreFolder model) => model.Entries().Where(n => n.StartsWith(VersionPrefix, StringComparison.Ordinal));

    private static IEnumerable<ModelVersion> Versions(StoreFolder model) => VersionNames(model).Select(n => ReadVersion(model.Open(n))).OfType<ModelVersion>();

    // The highest version of every stage.
    private static IEnumerable<ModelVersion> Latest(StoreFolder model) =>
        Versions(model).GroupBy(v => v.Stage).Select(g => g.MaxBy(v => v.Version)!).OrderBy(v => v.Version);

    private static RegisteredModel? ReadModel(StoreFolder folder)
    {
        if (folder.FindMeta() is not { } meta) return null;
        meta.Require("name", folder.Name);
        return new RegisteredModel
        {
            Name = folder.Name,
            CreationTime = Epoch.ToTime(meta.Number("creation_timestamp")),
            LastUpdateTime = Epoch.ToTime(meta.Number("last_updated_timestamp")),
            Description = meta.FindText("description") ?? "",
            Tags = folder.Texts("tags"),
            Aliases = AliasesOf(folder).ToDictionary(a => a.Alias, a => a.Version),
            LatestVersions = [.. Latest(folder)],
        };
    }

    private static ModelVersion? ReadVersion(StoreFolder? folder)
    {
        if (folder?.FindMeta() is not { } meta || meta.FindText("current_stage") == DeletedStage) return null;
        var model = folder.Parent;
        meta.Require("name", model.Name);
        meta.Require("version", folder.Name[VersionPrefix.Length..]);
        if (meta.Number("version") is not (> 0 and <= int.MaxValue and var number)) throw meta.Unknown("version");
        return new ModelVersion
        {
            Name = model.Name,
            Version = (int)number,
            CreationTime = Epoch.ToTime(meta.Number("creation_timestamp")),
            LastUpdateTime = Epoch.ToTime(meta.Number("last_updated_timestamp")),
            Description = meta.FindText("description") ?? "",
            UserId = meta.FindText("user_id") ?? "",
            Stage = meta.FindText("current_stage") ?? RegistryRules.NoStage,
            Source = meta.FindText("source") ?? "",
            RunId = Given(meta.FindText("run_id")),
            RunLink = Given(meta.FindText("run_link")),
            Status = Status(meta),
            StatusMessage = meta.FindText("status_message") ?? "",
            ModelId = Given(meta.FindText("model_id")),
            Tags = folder.Texts("tags"),
            Aliases = [.. AliasesOf(model).Where(a => a.Version == number).Select(a => a.Alias)],
        };
    }

    private static IEnumerable<(string Alias, int Version)> AliasesOf(StoreFolder model) =>
        model.Texts(Aliases).Select(a => (a.Key, AliasedVersion(model, a.Key, a.Value)));

    private static int AliasedVersion(StoreFolder model, string alias, string text) =>
        int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw LineaException.DamagedFile(Path.Combine(model.FullPath, Aliases, alias), "it does not hold the number of a version");

    private static ModelVersionStatus Status(MetaFile meta) => meta.FindText("status") switch
    {
        null or "READY" => ModelVersionStatus.Ready,
        "PENDING_REGISTRATION" => ModelVersionStatus.PendingRegistration,
        "FAILED_REGISTRATION" => ModelVersionStatus.FailedRegistration,
        _ => throw meta.Unknown("status"),
    };

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static IEnumerable<object?> Values(RegisteredModel model, SearchField field) => field.Source.Split('.', 2) switch
    {
        ["tags", var key] => [model.Tags.GetValueOrDefault(key)],
        ["name"] => [model.Name],
        ["last_updated_timestamp"] => [model.LastUpdateTime.ToUnixTimeMilliseconds()],
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Source, "A registered model has no such field."),
    };

    private static IEnumerable<object?> Values(ModelVersion version, SearchField field) => field.Source.Split('.', 2) switch
    {
        ["tags", var key] => [version.Tags.GetValueOrDefault(key)],
        ["name"] => [version.Name],
        ["version_number"] => [(long)version.Version],
        ["run_id"] => [version.RunId],
        ["source_path"] => [version.Source],
        ["creation_timestamp"] => [version.CreationTime.ToUnixTimeMilliseconds()],
        ["last_updated_timestamp"] => [version.LastUpdateTime.ToUnixTimeMilliseconds()],
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Source, "A model version has no such field."),
    };
}
