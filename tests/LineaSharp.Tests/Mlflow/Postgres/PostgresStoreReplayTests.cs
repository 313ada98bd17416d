using LineaSharp.Mlflow;
using LineaSharp.Mlflow.Storage;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Postgres;

public sealed class PostgresStoreReplayTests(ITestOutputHelper output, PostgresDatabase database) : StoreReplayTests(output), IClassFixture<PostgresDatabase>
{
    private const string TooLong = "PostgreSQL minds the length of a column, which SQLite does not";
    private const string ListsTooLong = "lists what PostgreSQL did not take for its length";

    private protected override MlflowStores Open(MlflowClientOptions options) => MlflowStores.Open(options with { TrackingUri = database.Uri, RegistryUri = database.Uri });

    private protected override IReadOnlyDictionary<string, string> NotOnThisDatabase => new Dictionary<string, string>
    {
        ["experiments.set-tag.long-value-5001"] = TooLong,
        ["runs.create.long-tag-value"] = TooLong,
        ["logged-models.create.name.len501"] = TooLong,
        ["registered-models.create.len257"] = TooLong,
        ["registered-models.create.long-description-5001"] = TooLong,
        ["logged-models.search.page2"] = ListsTooLong,
        ["logged-models.search.filter.creation"] = ListsTooLong,
        ["logged-models.search.order-by-metric"] = ListsTooLong,
        ["logged-models.search.order-by-metric-dataset"] = ListsTooLong,
        ["logged-models.search.max-too-big"] = ListsTooLong,
        ["registered-models.search.page2"] = ListsTooLong,
        ["registered-models.search.filter.ne"] = ListsTooLong,
        ["registered-models.search.order"] = ListsTooLong,
        ["registered-models.search.order.updated"] = ListsTooLong,
    };
}
