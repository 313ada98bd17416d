using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Search;

internal sealed partial record SearchVocabulary
{
    private const SearchComparator TextsAndLists = SearchComparator.ForTexts | SearchComparator.ForLists;

    /// <summary>The words of a search for logged models; with datasets, a metric counts only where it was measured on one of them.</summary>
    public static SearchVocabulary LoggedModels(IReadOnlyList<LoggedModelDataset> datasets)
    {
        var attributes = new Dictionary<string, SearchField>
        {
            ["name"] = LoggedModelText("name"),
            ["model_id"] = LoggedModelText("model_id"),
            ["model_type"] = LoggedModelText("model_type"),
            ["source_run_id"] = LoggedModelText("source_run_id"),
            ["artifact_location"] = LoggedModelText("artifact_location"),
            ["status_message"] = LoggedModelText("status_message"),
            ["lifecycle_stage"] = LoggedModelText("lifecycle_stage"),
            // Numbers in the table, texts to a filter: MLflow compares a status with its number and so finds nothing for 'READY'.
            ["status"] = LoggedModelText("status", "CAST(logged_models.status AS TEXT)"),
            ["experiment_id"] = LoggedModelText("experiment_id", "CAST(logged_models.experiment_id AS TEXT)"),
            ["creation_timestamp"] = LoggedModelTime("creation_timestamp"),
            ["creation_time"] = LoggedModelTime("creation_timestamp"),
            ["creation_timestamp_ms"] = LoggedModelTime("creation_timestamp"),
            ["last_updated_timestamp"] = LoggedModelTime("last_updated_timestamp"),
            ["last_updated_timestamp_ms"] = LoggedModelTime("last_updated_timestamp"),
        };
        return new SearchVocabulary
        {
            What = "logged models",
            AttributePrefixes = ["attributes"],
            Attributes = attributes,
            Orders = new Dictionary<string, SearchField>(attributes)
            {
                ["status"] = LoggedModelText("status", "logged_models.status"),
                ["experiment_id"] = LoggedModelText("experiment_id", "logged_models.experiment_id"),
            },
            Prefixes = new Dictionary<string, Func<string, SearchField?>>
            {
                ["metrics"] = key => LoggedModelMetric(key, OnDatasets(datasets)),
                ["params"] = LoggedModelParam,
                ["tags"] = LoggedModelTag,
            },
            MayRepeatOrder = true,
            TieBreaks = ["creation_timestamp DESC", "model_id ASC"],
        };
    }

    /// <summary>The filter of a search for logged models; datasets without a condition on a metric ask for any metric measured on them.</summary>
    public static Sql LoggedModelsWhere(LoggedModelSearch search)
    {
        CheckDatasets(search);
        var where = LoggedModels(search.Datasets).Where(search.Filter);
        return search.Datasets.Count == 0 || SearchParser.Filter(search.Filter).Any(c => c.Field.Prefix == "metrics")
            ? where
            : Sql.Of($"{where} AND EXISTS (SELECT 1 FROM logged_model_metrics t WHERE t.model_id = logged_models.model_id{OnDatasets(search.Datasets)})");
    }

    /// <exception cref="MlflowException">InvalidArgument: a dataset has no name.</exception>
    public static void CheckDatasets(LoggedModelSearch search)
    {
        if (search.Datasets.Any(d => d.Name.Length == 0)) throw MlflowErrors.DatasetWithoutName();
    }

    /// <summary>The order of a search for logged models, which is not written in the language but told field by field.</summary>
    public static Sql LoggedModelsOrderBy(LoggedModelSearch search) => ToSql(LoggedModelsOrder(search));

    /// <summary>The fields of that order, down to the last tie-break.</summary>
    public static IReadOnlyList<(SearchField Field, bool Ascending)> LoggedModelsOrder(LoggedModelSearch search)
    {
        var vocabulary = LoggedModels([]);
        return vocabulary.Order(search.OrderBy.Select(o => (vocabulary.LoggedModelOrderField(o), o.Ascending)));
    }

    private SearchField LoggedModelOrderField(LoggedModelOrder order)
    {
        if (order is { DatasetDigest: not null, DatasetName: null }) throw MlflowErrors.DigestWithoutName();
        if (order.FieldName.Split('.', 2) is [var prefix, var key])
        {
            if (prefix != "metrics") throw MlflowErrors.NoSuchSearchPrefix($"{What}, in its order,", prefix, ["metrics"]);
            return LatestLoggedModelMetric(key, order);
        }
        return Orders.TryGetValue(order.FieldName, out var field) ? field : throw MlflowErrors.NoSuchSearchKey(What, order.FieldName, Orders.Keys);
    }

    // Any value ever measured may fulfil a condition …
    private static SearchField LoggedModelMetric(string key, Sql onDatasets) =>
        new($"metrics.{key}", Sql.Raw("t.metric_value"), SearchComparator.ForNumbers)
        {
            Rows = $"logged_model_metrics t WHERE t.model_id = logged_models.model_id AND t.metric_name = {key}{onDatasets}",
            IsNumber = true,
            IsReal = true,
        };

    // … and the last one decides an order.
    private static SearchField LatestLoggedModelMetric(string key, LoggedModelOrder order)
    {
        Sql dataset = order.DatasetName is null ? Sql.Raw("") : OnDatasets([new LoggedModelDataset(order.DatasetName, order.DatasetDigest)]);
        var best = Sql.Raw(order.Ascending ? "ASC" : "DESC");
        Sql latest = $"{LoggedModelMetric(key, dataset).Rows!} ORDER BY t.metric_timestamp_ms DESC, t.metric_step DESC, t.metric_value {best} LIMIT 1";
        return new SearchField($"metrics.{key} on {order.DatasetName} {order.DatasetDigest}", Sql.Raw("t.metric_value"), 0)
        {
            Rows = latest,
            Source = $"metrics.{key}",
            OnDataset = order.DatasetName is null ? null : new LoggedModelDataset(order.DatasetName, order.DatasetDigest),
        }.WithMissingLast();
    }

    private static Sql OnDatasets(IReadOnlyList<LoggedModelDataset> datasets)
    {
        if (datasets.Count == 0) return Sql.Raw("");
        var each = datasets.Select(d => d.Digest is null
            ? Sql.Of($"t.dataset_name = {d.Name}")
            : Sql.Of($"(t.dataset_name = {d.Name} AND t.dataset_digest = {d.Digest})"));
        return $" AND ({Sql.Join(" OR ", each)})";
    }

    private static SearchField LoggedModelParam(string key) =>
        new($"params.{key}", Sql.Raw("t.param_value"), TextsAndLists)
        {
            Rows = $"logged_model_params t WHERE t.model_id = logged_models.model_id AND t.param_key = {key}",
            IsLenient = true,
        };

    private static SearchField LoggedModelTag(string key) =>
        new($"tags.{key}", Sql.Raw("t.tag_value"), TextsAndLists)
        {
            Rows = $"logged_model_tags t WHERE t.model_id = logged_models.model_id AND t.tag_key = {key}",
            IsLenient = true,
        };

    private static SearchField LoggedModelText(string name, string? column = null) =>
        (SearchField.Text(name, column ?? "logged_models." + name, SearchComparator.ForLists) with { IsLenient = true }).WithMissingLast();

    private static SearchField LoggedModelTime(string name) => SearchField.Number(name, $"logged_models.{name}_ms").WithMissingLast();
}
