using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Search;

internal sealed partial record SearchVocabulary
{
    public static SearchVocabulary Runs { get; } = RunsVocabulary();

    private static SearchVocabulary RunsVocabulary()
    {
        var startTime = SearchField.Number("start_time", "runs.start_time").WithMissingLast();
        var endTime = SearchField.Number("end_time", "runs.end_time").WithMissingLast();
        var status = SearchField.Text("status", "runs.status").WithMissingLast();
        var userId = SearchField.Text("user_id", "runs.user_id").WithMissingLast();
        var artifactUri = SearchField.Text("artifact_uri", "runs.artifact_uri").WithMissingLast();
        var runId = SearchField.Text("run_id", "runs.run_uuid", SearchComparator.ForLists);

        // Runs of old MLflow versions have their name in the tag only, so a filter asks the tag; an order goes by the column, as MLflow's does.
        var nameTag = RunTag("mlflow.runName") with { Name = "run_name", Comparators = SearchComparator.ForTexts };
        var nameColumn = SearchField.Text("run_name", "runs.name").WithMissingLast();

        var shared = new Dictionary<string, SearchField>
        {
            ["run_id"] = runId,
            ["user_id"] = userId,
            ["status"] = status,
            ["artifact_uri"] = artifactUri,
            ["start_time"] = startTime,
            ["end_time"] = endTime,
            ["created"] = startTime,
            ["Created"] = startTime,
        };
        var logged = new Dictionary<string, Func<string, SearchField?>>
        {
            ["metric"] = RunMetric,
            ["metrics"] = RunMetric,
            ["param"] = RunParam,
            ["params"] = RunParam,
            ["parameter"] = RunParam,
            ["parameters"] = RunParam,
            ["tag"] = RunTag,
            ["tags"] = RunTag,
        };
        return new SearchVocabulary
        {
            What = "runs",
            AttributePrefixes = ["attribute", "attributes", "attr", "run"],
            Attributes = new Dictionary<string, SearchField>(shared)
            {
                ["run_name"] = nameTag,
                ["run name"] = nameTag,
                ["Run name"] = nameTag,
                ["Run Name"] = nameTag,
            },
            Orders = new Dictionary<string, SearchField>(shared) { ["run_name"] = nameColumn },
            Prefixes = new Dictionary<string, Func<string, SearchField?>>(logged)
            {
                ["dataset"] = RunDataset,
                ["datasets"] = RunDataset,
            },
            OrderPrefixes = logged,
            TieBreaks = ["start_time DESC", "run_id ASC"],
        };
    }

    // The last value of a metric. NaN is stored as 0 with a mark; MLflow's filters compare the 0, its orders put NaN between numbers and what is missing.
    private static SearchField RunMetric(string key)
    {
        Sql rows = $"latest_metrics t WHERE t.run_uuid = runs.run_uuid AND t.key = {key}";
        return new SearchField($"metrics.{key}", Sql.Raw("t.value"), SearchComparator.ForNumbers)
        {
            Rows = rows,
            OwnersOfRows = (Sql.Raw("runs.run_uuid"), $"t.run_uuid FROM latest_metrics t WHERE t.key = {key}"),
            IsNumber = true,
            IsReal = true,
            Group = $"COALESCE((SELECT CASE WHEN t.is_nan THEN 1 ELSE 0 END FROM {rows}), 2)",
        };
    }

    private static SearchField RunParam(string key) =>
        new SearchField($"params.{key}", Sql.Raw("t.value"), SearchComparator.ForTexts | SearchComparator.ForPresence)
        {
            Rows = $"params t WHERE t.run_uuid = runs.run_uuid AND t.key = {key}",
        }.WithMissingLast();

    private static SearchField RunTag(string key) =>
        new SearchField($"tags.{key}", Sql.Raw("t.value"), SearchComparator.ForTexts | SearchComparator.ForPresence)
        {
            Rows = $"tags t WHERE t.run_uuid = runs.run_uuid AND t.key = {key}",
        }.WithMissingLast();

    private static SearchField? RunDataset(string key) => key switch
    {
        "name" => RunDataset(key, "d.name", ""),
        "digest" => RunDataset(key, "d.digest", ""),
        "context" => RunDataset(key, "c.value", $" JOIN input_tags c ON c.input_uuid = t.input_uuid AND c.name = '{DatasetInput.ContextTag}'"),
        _ => null,
    };

    private static SearchField RunDataset(string key, string column, string join) =>
        new($"dataset.{key}", Sql.Raw(column), SearchComparator.ForTexts | SearchComparator.ForLists)
        {
            Rows = Sql.Raw($"inputs t JOIN datasets d ON d.dataset_uuid = t.source_id{join} WHERE t.destination_id = runs.run_uuid"),
        };
}
