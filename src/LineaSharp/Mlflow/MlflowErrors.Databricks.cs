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
}
