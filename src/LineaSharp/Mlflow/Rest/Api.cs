using System.Net.Http.Headers;
using LineaSharp.Mlflow.Rest.Wire;

namespace LineaSharp.Mlflow.Rest;

/// <summary>Makes calls of MLflow's JSON endpoints, by their names below <c>/api/2.0/mlflow/</c>.</summary>
internal static class Api
{
    private const string Prefix = "/api/2.0/mlflow/";

    public static MlflowCall Get(string name, params ReadOnlySpan<(string Name, string? Value)> query) =>
        new() { Method = HttpMethod.Get, Path = Prefix + name, Query = MlflowCall.Escape(query) };

    public static MlflowCall Post<T>(string name, T body, Repeat repeat = Repeat.IsSafe) => With(HttpMethod.Post, name, body) with { Repeat = repeat };

    public static MlflowCall Patch<T>(string name, T body) => With(HttpMethod.Patch, name, body);

    public static MlflowCall Delete<T>(string name, T body) => With(HttpMethod.Delete, name, body);

    public static MlflowCall Delete(string name) => new() { Method = HttpMethod.Delete, Path = Prefix + name };

    /// <summary>An id or key as one segment of a path.</summary>
    /// <exception cref="MlflowException">InvalidArgument: it would become another path.</exception>
    public static string Segment(string what, string value)
    {
        if (value is null or "" or "." or "..") throw MlflowErrors.BadPathPart(what, value ?? "");
        return Uri.EscapeDataString(value);
    }

    private static MlflowCall With<T>(HttpMethod method, string name, T body)
    {
        var bytes = WireJson.Write(body);
        return new MlflowCall { Method = method, Path = Prefix + name, Body = _ => Json(bytes) };
    }

    private static ByteArrayContent Json(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
