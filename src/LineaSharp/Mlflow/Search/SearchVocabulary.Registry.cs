using LineaSharp.Internal.Sql;
using LineaSharp.Mlflow.Storage;

namespace LineaSharp.Mlflow.Search;

internal sealed partial record SearchVocabulary
{
    private const string PromptTag = "mlflow.prompt.is_prompt";

    public static SearchVocabulary RegisteredModels { get; } = RegisteredModelsVocabulary();

    public static SearchVocabulary ModelVersions { get; } = ModelVersionsVocabulary();

    private static SearchVocabulary RegisteredModelsVocabulary()
    {
        var name = SearchField.Text("name", "registered_models.name");
        var updated = SearchField.Number("last_updated_timestamp", "registered_models.last_updated_time");
        return new SearchVocabulary
        {
            What = "registered models",
            OrderAttributePrefixes = [],
            Attributes = new Dictionary<string, SearchField> { ["name"] = name },
            Orders = new Dictionary<string, SearchField> { ["name"] = name, ["timestamp"] = updated, ["last_updated_timestamp"] = updated },
            Prefixes = new Dictionary<string, Func<string, SearchField?>> { ["tag"] = RegisteredModelTag, ["tags"] = RegisteredModelTag },
            TieBreaks = ["name ASC"],
            IsPrompt = HasPromptTag("registered_model_tags", "registered_models"),
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
            IsPrompt = HasPromptTag("model_version_tags", "model_versions"),
        };
    }

    // As in MLflow, one version that is a prompt makes all versions of its name prompts. Whether there are prompts at all is asked first, and once:
    // where there are none, not every row is looked up.
    private static Sql HasPromptTag(string tags, string table)
    {
        var isPrompt = $"p.workspace = '{MlflowSchema.Workspace}' AND p.key = '{PromptTag}' AND p.value = 'true'";
        return Sql.Raw($"(EXISTS (SELECT 1 FROM {tags} p WHERE {isPrompt}) AND EXISTS (SELECT 1 FROM {tags} p WHERE {isPrompt} AND p.name = {table}.name))");
    }

    private static bool IsAboutPrompts(SearchClause clause) => clause.Field is { Prefix: "tag" or "tags", Key: PromptTag };

    // MLflow goes by the first condition on the tag.
    private static bool AsksForPrompts(IEnumerable<SearchClause> clauses)
    {
        if (clauses.FirstOrDefault(IsAboutPrompts) is not { Value: SearchText { Text: var text } } first) return false;
        return first.Comparator switch
        {
            SearchComparator.Equal => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase),
            SearchComparator.NotEqual => string.Equals(text, "false", StringComparison.OrdinalIgnoreCase),
            _ => false,
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
