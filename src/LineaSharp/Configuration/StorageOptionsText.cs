using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LineaSharp.Configuration;

/// <summary>The text of <c>storage_options</c>: a JSON object of strings.</summary>
internal static class StorageOptionsText
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the object. Its values are secrets, so the errors quote none of the text.</summary>
    public static IReadOnlyDictionary<string, string> Read(string text)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var member in OptionsJson.Read(Encoding.UTF8.GetBytes(text)))
                values[member.Key] = member.Text ?? throw member.Fault("a string in double quotes");
        }
        catch (OptionsJsonException e)
        {
            throw new FormatException($"expected a JSON object of strings; at {e.Position}, {e.Problem}", e);
        }
        return values;
    }

    public static string Write(IReadOnlyDictionary<string, string> values)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, value);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>The same text with every value hidden.</summary>
    public static string Redacted(string text) => Write(Read(text).ToDictionary(pair => pair.Key, _ => Redact.Mark));
}
