using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LineaSharp.Mlflow;

/// <summary>MLflow's page tokens: base64 of <c>{"offset": n}</c>.</summary>
internal static class PageToken
{
    public static string Of(long offset) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"offset\": {offset}}}")));

    /// <summary>The offset in a token; 0 when there is none.</summary>
    public static long Offset(string? token)
    {
        if (string.IsNullOrEmpty(token)) return 0;
        try
        {
            using var json = JsonDocument.Parse(Convert.FromBase64String(token));
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("offset", out var offset)
                && offset.TryGetInt64(out var value) && value >= 0)
                return value;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            // Told below, like a token without an offset.
        }
        throw MlflowErrors.BadPageToken();
    }

    /// <summary>Makes a page of rows of which one more than asked for was read, to know whether there are more.</summary>
    public static Page<T> Page<T>(List<T> rows, long offset, int maxResults) => rows.Count <= maxResults
        ? new Page<T>(rows)
        : new Page<T>(rows.GetRange(0, maxResults), Of(offset + maxResults));
}
