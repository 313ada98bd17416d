using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Search;

internal sealed partial record SearchVocabulary
{
    public static SearchVocabulary Experiments { get; } = ExperimentsVocabulary();

    private static SearchVocabulary ExperimentsVocabulary()
    {
        var name = SearchField.Text("name", "experiments.name");
        var created = SearchField.Number("creation_time", "experiments.creation_time");
        var updated = SearchField.Number("last_update_time", "experiments.last_update_time");

        // An id is a text to callers and a number in the table.
        var idText = SearchField.Text("experiment_id", "CAST(experiments.experiment_id AS TEXT)", SearchComparator.ForLists) with { IsLenient = true };
        var idNumber = SearchField.Number("experiment_id", "experiments.experiment_id");
        return new SearchVocabulary
        {
            What = "experiments",
            Attributes = new Dictionary<string, SearchField>
            {
                ["name"] = name,
                ["creation_time"] = created,
                ["last_update_time"] = updated,
                ["experiment_id"] = idText,
            },
            Orders = new Dictionary<string, SearchField>
            {
                ["name"] = name,
                ["experiment_id"] = idNumber,
                ["creation_time"] = created,
                ["last_update_time"] = updated,
            },
            Prefixes = new Dictionary<string, Func<string, SearchField?>> { ["tag"] = ExperimentTag, ["tags"] = ExperimentTag },
            MayRepeatOrder = true,
            DefaultOrder = ["creation_time DESC", "experiment_id ASC"],
            TieBreaks = ["experiment_id DESC"],
        };
    }

    private static SearchField ExperimentTag(string key) =>
        new($"tags.{key}", Sql.Raw("t.value"), SearchComparator.ForTexts | SearchComparator.ForPresence)
        {
            Rows = $"experiment_tags t WHERE t.experiment_id = experiments.experiment_id AND t.key = {key}",
        };
}
