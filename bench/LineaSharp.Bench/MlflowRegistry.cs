using LineaSharp.Internal.Sql;
using LineaSharp.Mlflow;

namespace LineaSharp.Bench;

/// <summary>Searches in a registry of 100,000 versions.</summary>
/// <remarks>
/// 900 models of 100 versions each, and <c>deep</c>, which has 10,000. Each version has two tags, one with a value of its own, and each model an
/// alias; versions were made in turns, so that those of one model do not lie together.
/// </remarks>
internal static class MlflowRegistry
{
    private const int Models = 900, VersionsEach = 100, DeepVersions = 10_000, WarmUps = 10, Runs = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(10);

    private sealed record Case(string What, Func<MlflowClient, int, Task<Page<ModelVersion>>> Search, bool HasTarget = false);

    private static readonly IReadOnlyList<Case> Cases =
    [
        new("name = (100 versions), all of them", (client, i) => client.SearchModelVersionsAsync(Named(i)), HasTarget: true),
        new("name = (100 versions), page of 10, newest number first", (client, i) => client.SearchModelVersionsAsync(Named(i), 10, ["version_number DESC"]), HasTarget: true),
        new("name = (10,000 versions), page of 100", (client, _) => client.SearchModelVersionsAsync("name = 'deep'", 100), HasTarget: true),
        new("name = (10,000 versions), page of 100, newest number first", (client, _) => client.SearchModelVersionsAsync("name = 'deep'", 100, ["version_number DESC"]), HasTarget: true),
        new("name = (10,000 versions), page of 100, by creation_timestamp", (client, _) => client.SearchModelVersionsAsync("name = 'deep'", 100, ["creation_timestamp ASC"]), HasTarget: true),
        new("name = (100 versions) and a tag", (client, i) => client.SearchModelVersionsAsync($"{Named(i)} AND tags.framework = 'onnx'")),
        new("name LIKE (11 models), page of 100", (client, _) => client.SearchModelVersionsAsync("name LIKE 'model-12%'", 100)),
        new("no filter, page of 100", (client, _) => client.SearchModelVersionsAsync(maxResults: 100)),
    ];

    public static async Task RunAsync(string folder, Settings settings, Table table)
    {
        var uri = MlflowTables.Uri(settings, folder);
        var client = new MlflowClient(uri);
        await client.GetExperimentAsync("0");
        using var tables = await MlflowTables.OpenAsync(uri);
        await FillAsync(tables);
        var slowest = TimeSpan.Zero;
        foreach (var search in Cases)
        {
            var series = new Series();
            for (var i = -WarmUps; i < Runs; i++)
            {
                await (i < 0 ? new Series() : series).MeasureAsync(async () =>
                {
                    var page = await search.Search(client, i + WarmUps);
                    if (page.Count == 0 || page.Any(v => v.Tags.Count != 2)) throw new InvalidOperationException($"The page '{search.What}' is not as filled.");
                });
            }
            table.Add(search.What, series, Unit.Milliseconds);
            if (search.HasTarget && series.Median > slowest) slowest = series.Median;
        }
        table.Verdict("search_model_versions by name among 100,000 under 10 ms", slowest < Limit, Table.Text($"{slowest.TotalMilliseconds:0.0} ms for the slowest of the first five"));
    }

    private static string Named(int i) => Table.Text($"name = 'model-{i * 7 % Models}'");

    private static Task FillAsync(MlflowTables tables) => tables.FillAsync(async transaction =>
    {
        foreach (var statement in (Sql[])[RegisteredModels, Versions, Deep, Framework, Digest, Aliases])
            await tables.Connection.ExecuteAsync(statement, CancellationToken.None, transaction);
    });

    private static Sql RegisteredModels => Sql.Of(
        $"""
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {Models})
         INSERT INTO registered_models (workspace, name, creation_time, last_updated_time, description)
         SELECT 'default', CASE WHEN i < {Models} THEN 'model-' || i ELSE 'deep' END, 1700000000000, 1700000000000, '' FROM n
         """);

    private static Sql Versions => Sql.Of(
        $"""
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {Models} * {VersionsEach})
         INSERT INTO model_versions (workspace, name, version, creation_time, last_updated_time, description, current_stage, source, run_id, run_link, storage_location, status)
         SELECT 'default', 'model-' || (i % {Models}), 1 + i / {Models}, 1700000000000 + i * 1000, 1700000000000 + i * 1000, '', 'None', 's3://bucket/models/' || i, '', '', 's3://bucket/models/' || i, 'READY'
         FROM n
         """);

    private static Sql Deep => Sql.Of(
        $"""
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {DeepVersions})
         INSERT INTO model_versions (workspace, name, version, creation_time, last_updated_time, description, current_stage, source, run_id, run_link, storage_location, status)
         SELECT 'default', 'deep', i, 1700000000000 + i * 9000, 1700000000000 + i * 9000, '', 'None', 's3://bucket/deep/' || i, '', '', 's3://bucket/deep/' || i, 'READY'
         FROM n
         """);

    private static Sql Framework => Sql.Raw(
        "INSERT INTO model_version_tags (workspace, name, version, key, value) SELECT workspace, name, version, 'framework', CASE version % 2 WHEN 0 THEN 'onnx' ELSE 'mlnet' END FROM model_versions");

    private static Sql Digest => Sql.Raw(
        "INSERT INTO model_version_tags (workspace, name, version, key, value) SELECT workspace, name, version, 'origin', source FROM model_versions");

    private static Sql Aliases => Sql.Raw("INSERT INTO registered_model_aliases (workspace, name, alias, version) SELECT workspace, name, 'champion', 7 FROM registered_models");
}
