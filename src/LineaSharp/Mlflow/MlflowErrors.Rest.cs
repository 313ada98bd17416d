using System.Globalization;
using System.Net;
using LineaSharp.Mlflow.Rest;

namespace LineaSharp.Mlflow;

// What goes wrong on the way to a server and back. Requests appear as method and path: never their query, headers or body.
internal static partial class MlflowErrors
{
    public static MlflowException Refused(string code, int status, string request, string server, string words, Failure? failure) =>
        new(code, $"{server} refused {request} with {Number(status)}{(words.Length > 0 ? $": {words}" : ".")}{Advice(code, status)}")
        {
            Status = (HttpStatusCode)status, Request = request, Failure = failure,
        };

    public static MlflowException TimedOut(string request, string server, TimeSpan patience) => new(
        MlflowErrorCodes.DeadlineExceeded,
        $"{server} did not go on with {request} for {Number(patience.TotalSeconds)} seconds. Try again later, or allow more by MlflowHttpOptions.Timeout (MLFLOW_HTTP_REQUEST_TIMEOUT).")
    {
        Request = request, Failure = new Failure(MayHaveActed: true),
    };

    public static MlflowException Unreachable(string request, string server, Exception inner) => new(
        MlflowErrorCodes.TemporarilyUnavailable,
        $"{server} could not be reached for {request}: {inner.Message.TrimEnd('.')}. See that the server runs and that the address is right.", inner)
    {
        Request = request, Failure = new Failure(MayHaveActed: false),
    };

    public static MlflowException NoSuchHost(string request, string server, Exception inner) => new(
        MlflowErrorCodes.TemporarilyUnavailable, $"The host of {server} is not known ({request}). Correct the address.", inner, isTransient: false)
    {
        Request = request,
    };

    public static MlflowException NotTrusted(string request, string server, Exception inner) => new(
        MlflowErrorCodes.TemporarilyUnavailable,
        $"No secure connection to {server} could be made for {request}: {(inner.InnerException ?? inner).Message.TrimEnd('.')}. If its certificate is of an authority of your own, name it by MlflowHttpOptions.CertificateAuthorityFile (MLFLOW_TRACKING_SERVER_CERT_PATH).",
        inner, isTransient: false)
    {
        Request = request,
    };

    public static MlflowException ConnectionBroke(string request, string server, Exception inner) => new(
        MlflowErrorCodes.TemporarilyUnavailable, $"The connection to {server} broke during {request}: {inner.Message.TrimEnd('.')}. Try again.", inner)
    {
        Request = request, Failure = new Failure(MayHaveActed: true),
    };

    public static MlflowException OutcomeUnknown(MlflowException cause) => new(
        MlflowErrorCodes.OutcomeUnknown,
        $"{cause.Message} It is not known whether it was carried out, and it was not sent again since that could make two. Look before you call again.", cause, isTransient: false)
    {
        Status = cause.Status, Request = cause.Request, OutcomeIsUnknown = true,
    };

    public static MlflowException Redirected(string request, string server, Uri? target, string problem, HttpStatusCode status) => new(
        MlflowErrorCodes.EndpointNotFound,
        $"{server} redirects {request}{(target is null ? "" : $" to {target.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}")}, and {problem}. If the server has moved, use its new address.")
    {
        Status = status, Request = request,
    };

    public static MlflowException NoJson(string request, string server, int status, string found, Exception? inner = null) => new(
        MlflowErrorCodes.InternalError,
        $"{server} answered {request} with {found} where MLflow answers in JSON. See that the address is that of an MLflow tracking server, and that no login page stands before it.", inner)
    {
        Status = (HttpStatusCode)status, Request = request,
    };

    public static MlflowException AnswerTooLarge(string request, string server, long limit) => new(
        MlflowErrorCodes.InternalError, $"The answer of {server} to {request} has more than {Number(limit)} bytes. Ask for fewer results at once.")
    {
        Request = request,
    };

    public static MlflowException AnswerLacks(string request, string what) => new(
        MlflowErrorCodes.InternalError, $"The server's answer to {request} has no {what}. It is no MLflow server, or one that this client does not know.") { Request = request };

    public static MlflowException PagesRepeat(string request) => new(
        MlflowErrorCodes.InternalError, $"The server answers {request} with the same page token that it was asked with, which would go on for ever.") { Request = request };

    public static MlflowException TooOld(string what, string since, string server, string? version, MlflowException inner) => new(
        MlflowErrorCodes.EndpointNotFound,
        $"{server}{(version is null ? "" : $" (MLflow {version})")} has no {what}; they came with MLflow {since}. Use a newer server.", inner)
    {
        Status = inner.Status, Request = inner.Request,
    };

    public static MlflowException BadPathPart(string what, string value) => Invalid($"'{Shown(value)}' cannot be {what}.");

    private static string Advice(string code, int status) => (code, status) switch
    {
        (MlflowErrorCodes.Unauthenticated, _) =>
            " Give a name and password, or a token, by MlflowHttpOptions or by MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN; for Databricks by DATABRICKS_TOKEN or a profile.",
        (MlflowErrorCodes.PermissionDenied, _) => " The server's administrator can grant it, or allow this host name.",
        (MlflowErrorCodes.EndpointNotFound, _) => " See that the address is that of an MLflow tracking server, and that the server is new enough.",
        (MlflowErrorCodes.RequestLimitExceeded, _) => " Try again later.",
        _ => "",
    };

    private static string Number(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
