using System.Net;
using LineaSharp.Mlflow.Rest;

namespace LineaSharp.Mlflow;

// What only Databricks refuses, or what its parts cannot do.
internal static partial class MlflowErrors
{
    public static MlflowException NoDatabricksToken(string request, string host, int status) => status is 408 or 429 or >= 500
        ? new(MlflowErrorCodes.TemporarilyUnavailable, $"{host} gives no access token now: {request} ended with {Number(status)}. Try again later.")
        {
            Status = (HttpStatusCode)status, Request = request, Failure = new Failure(MayHaveActed: false),
        }
        : new(MlflowErrorCodes.Unauthenticated, $"{host} refused {request} with {Number(status)}: it gives no access token for the client id and secret. See that they are right and of a service principal that may use the workspace.")
        {
            Status = (HttpStatusCode)status, Request = request,
        };

    public static MlflowException BadCatalogName(string name) => Invalid(
        $"'{Shown(name)}' cannot be the name of a model in Unity Catalog, which has three levels: catalog.schema.model. For the workspace's older registry, set the registry URI to databricks in place of databricks-uc.");

    public static MlflowException CatalogHasNo(string what, string instead) => new(MlflowErrorCodes.NotImplemented, $"Unity Catalog has no {what}. {instead}");

    public static MlflowException CatalogNeedsSignature(string source, string problem) => Invalid(
        $"The model {Shown(source)} {problem}, and Unity Catalog takes only models whose signature tells inputs and outputs. Log it with a signature (LogModelOptions.Signature).");

    public static MlflowException CatalogSource(string source) => Invalid(
        $"'{Shown(source)}' cannot be registered: name a version by its number (models:/catalog.schema.model/3), a logged model (models:/m-…), a run's folder (runs:/…) or an artifact location.");
}
