using System.Globalization;

namespace LineaSharp.Mlflow.Rest;

/// <summary>The model registry of an MLflow server, through its REST API.</summary>
internal sealed partial class RestModelRegistryStore(MlflowHttp http) : IModelRegistryStore
{
    private readonly CreatedSince _created = new(http);

    private static string Number(int version) => version.ToString(CultureInfo.InvariantCulture);

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static MlflowCall Search(string name, SearchRequest search) => Api.Get(
        name,
        [
            ("filter", Given(search.Filter)), ("max_results", Number(search.MaxResults)),
            .. search.OrderBy.Select(o => ("order_by", (string?)o)), ("page_token", Given(search.PageToken)),
        ]);
}
