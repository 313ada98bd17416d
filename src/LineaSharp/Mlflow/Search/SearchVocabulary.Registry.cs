using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Search;

internal sealed partial record SearchVocabulary
{
    public static SearchVocabulary RegisteredModels { get; } = RegisteredModelsVocabulary();

    public static SearchVocabulary ModelVersions { get; } = ModelVersionsVocabulary();

    private static SearchVocabulary RegisteredModelsVocabulary()
    {
        var name = SearchField.Text("name", "registered_models.name");
        var updated = SearchField.Number("last_updated_timestamp", "registered_models.last_updated_time");
        return new SearchVocabulary
        {
            What = "registered models",
            Attributes = new Dictionary<string, SearchField> { ["name"] = name },
            Orders = new Dictionary<string, SearchField> { ["name"] = name, ["timestamp"] = updated, ["last_updated_timestamp"] = updated },
            Prefixes = new Dictionary<string, Func<string, SearchField?>> { ["tag"] = RegisteredModelTag, ["tags"] = RegisteredModelTag },
            TieBreaks = ["name ASC"],
        };
    }

    private static SearchVocabulary ModelVersionsVocabulary()
    {
        var name = SearchField.Text("name", "model_versions.name");
        var version = SearchField.Number("version_number", "model_versions.version") with { IsLenient = true };
        return new SearchVocabulary
        {
            What = "model versions",
            Attributes = new Dictionary<string, SearchField>
            {
                ["name"] = name,
                ["version_number"] = version,
                ["run_id"] = SearchField.Text("run_id", "model_versions.run_id", SearchComparator.In),
                ["source_path"] = SearchField.Text("source_path", "model_versions.source"),
            },
            Orders = new Dictionary<string, SearchField>
            {
                ["name"] = name,
                ["version_number"] = version,
                ["creation_timestamp"] = SearchField.Number("creation_timestamp", "model_versions.creation_time"),
                ["last_updated_timestamp"] = SearchField.Number("last_updated_timestamp", "model_versions.last_updated_time"),
            },
            Prefixes = new Dictionary<string, Func<string, SearchField?>> { ["tag"] = ModelVersionTag, ["tags"] = ModelVersionTag },
            DefaultOrder = ["last_updated_timestamp DESC", "name ASC", "version_number DESC"],
            TieBreaks = ["name ASC", "version_number DESC"],
        };
    }

    private static SearchField RegisteredModelTag(string key) =>
        new($"tags.{key}", Sql.Raw("t.value"), SearchComparator.ForTexts)
        {
            Rows = $"registered_model_tags t WHERE t.workspace = registered_models.workspace AND t.name = registered_models.name AND t.key = {key}",
        };

    private static SearchField ModelVersionTag(string key) =>
        new($"tags.{key}", Sql.Raw("t.value"), SearchComparator.ForTexts)
        {
            Rows = $"""
                model_version_tags t WHERE t.workspace = model_versions.workspace AND t.name = model_versions.name
                AND t.version = model_versions.version AND t.key = {key}
                """,
        };
}
