using System.Net;
using System.Text;
using System.Text.Json;

namespace LineaSharp.Mlflow.Rest;

/// <summary>
/// What a server says when it refuses. Four shapes are met: MLflow's JSON (<c>error_code</c>, <c>message</c>), JSON with <c>detail</c>, an HTML page,
/// plain text; and no body at all.
/// </summary>
internal sealed record ErrorAnswer(string Code, string Words, bool IsMlflows)
{
    /// <summary>Of a longer body the rest is not read.</summary>
    public const int MostBytes = 64 * 1024;

    private const int MostWords = 1000;

    public static ErrorAnswer Read(int status, ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body).Trim('\uFEFF', ' ', '\r', '\n', '\t');
        if (text.StartsWith('{') && ReadJson(status, text) is { } answer) return answer;
        return new ErrorAnswer(MlflowErrorCodes.OfStatus(status), Tidy(text.StartsWith('<') ? OfPage(text) : text), IsMlflows: false);
    }

    private static ErrorAnswer? ReadJson(int status, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var code = Text(root, "error_code");
            var words = Text(root, "message") ?? Detail(root) ?? "";
            return new ErrorAnswer(string.IsNullOrEmpty(code) ? MlflowErrorCodes.OfStatus(status) : code, Tidy(words), IsMlflows: !string.IsNullOrEmpty(code));
        }
        catch (JsonException)
        {
            return null; // cut, or no JSON after all: it is shown as the text it is
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Detail(JsonElement root) =>
        root.TryGetProperty("detail", out var detail) ? detail.ValueKind == JsonValueKind.String ? detail.GetString() : detail.GetRawText() : null;

    // The heading of an error page says it all; the rest is decoration. Buckets answer in XML with a message, beside which stand things to keep to oneself.
    private static string OfPage(string html)
    {
        foreach (var tag in (ReadOnlySpan<string>)["title", "h1", "message"])
        {
            var start = html.IndexOf($"<{tag}", StringComparison.OrdinalIgnoreCase);
            var open = start < 0 ? -1 : html.IndexOf('>', start);
            var end = open < 0 ? -1 : html.IndexOf($"</{tag}", open, StringComparison.OrdinalIgnoreCase);
            if (end > open + 1) return WebUtility.HtmlDecode(html[(open + 1)..end]);
        }
        return html.StartsWith("<?xml", StringComparison.Ordinal) ? "an XML document" : "a web page";
    }

    private static string Tidy(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, MostWords));
        foreach (var c in text)
        {
            if (line.Length >= MostWords) return line.Append('…').ToString();
            if (!char.IsWhiteSpace(c) && !char.IsControl(c)) line.Append(c);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }
        return line.ToString().TrimEnd();
    }
}
