using System.Globalization;
using LineaSharp.Mlflow.Rest;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>The model registry in Databricks' Unity Catalog. Names have three levels, <c>catalog.schema.model</c>; stages there are none.</summary>
/// <remarks>Written from Databricks' public interface as MLflow's own client uses it; never run against Databricks itself.</remarks>
internal sealed partial class UnityCatalogStore(MlflowHttp http, UnityCatalogFiles files, ModelSource source) : IModelRegistryStore
{
    private const string Prefix = "unity-catalog/";
    private readonly CreatedSince _created = new(http);

    /// <exception cref="MlflowException">InvalidArgument: the name has not three levels.</exception>
    public static string FullName(string name) =>
        name?.Split('.') is [var catalog, var schema, var model] && Repositories.RelativePath.Check($"{catalog}/{schema}/{model}", "a model's name").Length > 0
            ? name
            : throw MlflowErrors.BadCatalogName(name ?? "");

    private static string Number(int version) => version.ToString(CultureInfo.InvariantCulture);

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
