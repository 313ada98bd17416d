using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LineaSharp.Mlflow.Search;

/// <summary>The token of a page: how many results come before it, as JSON in base64.</summary>
internal static class PageToken
{
    public static string Write(long offset) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"offset": {{offset}}}""")));

    /// <summary>The offset of a token; 0 when there is none.</summary>
    /// <exception cref="MlflowException">InvalidArgument: the text is no token.</exception>
    public static long Read(string? token)
    {
        if (string.IsNullOrEmpty(token)) return 0;
        using var json = Decode(token);
        var offset = Offset(json.RootElement);
        return offset > 0 ? offset : throw MlflowErrors.PageTokenUnreadable();
    }

    /// <summary>The JSON object in a token.</summary>
    public static JsonDocument Decode(string token)
    {
        try
        {
            var json = JsonDocument.Parse(Convert.FromBase64String(token));
            return json.RootElement.ValueKind == JsonValueKind.Object ? json : throw MlflowErrors.PageTokenUnreadable();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw MlflowErrors.PageTokenUnreadable();
        }
    }

    /// <summary>The offset in a token, or -1 when it holds none.</summary>
    public static long Offset(JsonElement token) =>
        token.TryGetProperty("offset", out var offset) && offset.ValueKind == JsonValueKind.Number && offset.TryGetInt64(out var number) ? number : -1;
}
