using System.Globalization;
using LineaSharp.Mlflow.Rest;
using LineaSharp.Models;

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

    /// <summary>Refuses what cannot be registered, before anything is uploaded.</summary>
    /// <exception cref="MlflowException">InvalidArgument: the name has not three levels, or the signature is not whole.</exception>
    public static void Check(string name, ModelSignature? signature) => CheckSignature(FullName(name), signature);

    // The catalog itself would take the model, and nothing could use it then.
    private static void CheckSignature(string model, ModelSignature? signature)
    {
        if (signature?.Inputs is not null && signature.Outputs is not null) return;
        throw MlflowErrors.CatalogNeedsSignature(model, signature is null ? "has no signature" : signature.Inputs is null ? "has a signature without inputs" : "has a signature without outputs");
    }

    private static string Number(int version) => version.ToString(CultureInfo.InvariantCulture);

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
