using System.Text.Json;

namespace LineaSharp.Scoring.Trees;

/// <summary>Reads JSON into <see cref="DocumentNode"/>s.</summary>
internal static class JsonDocumentReader
{
    public static DocumentNode Read(ReadOnlySpan<byte> json, string source)
    {
        try
        {
            var reader = new Utf8JsonReader(BareNumbers.Quoted(json), new JsonReaderOptions { MaxDepth = DocumentNode.MaxDepth });
            reader.Read();
            var root = Value(ref reader, source);
            if (reader.Read()) throw TreeErrors.Malformed(source, "something follows its JSON");
            return root;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw TreeErrors.Malformed(source, e.Message.TrimEnd('.'), e);
        }
    }

    private static DocumentNode Value(ref Utf8JsonReader reader, string source) => reader.TokenType switch
    {
        JsonTokenType.StartObject => Object(ref reader, source),
        JsonTokenType.StartArray => Array(ref reader, source),
        JsonTokenType.String => new(source, BareNumbers.IsOne(reader.ValueSpan, out var bare) ? bare : reader.GetString()),
        JsonTokenType.Number => new(source, reader.GetDouble()),
        JsonTokenType.True => new(source, 1.0),
        JsonTokenType.False => new(source, 0.0),
        _ => new(source, null),
    };

    private static DocumentNode Object(ref Utf8JsonReader reader, string source)
    {
        var members = new Dictionary<string, DocumentNode>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (!members.TryAdd(name, Value(ref reader, source))) throw TreeErrors.Malformed(source, $"'{name}' is there twice");
        }
        return new(source, members);
    }

    private static DocumentNode Array(ref Utf8JsonReader reader, string source)
    {
        var numbers = new List<double>();
        List<DocumentNode>? items = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (items is null && IsNumber(ref reader, out var number))
            {
                numbers.Add(number);
                continue;
            }
            items ??= numbers.ConvertAll(n => new DocumentNode(source, n));
            items.Add(Value(ref reader, source));
        }
        return items is null && numbers.Count > 0 ? new(source, numbers.ToArray()) : new(source, items ?? []);
    }

    private static bool IsNumber(ref Utf8JsonReader reader, out double number)
    {
        number = 0;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number: number = reader.GetDouble(); return true;
            case JsonTokenType.True: number = 1; return true;
            case JsonTokenType.False: return true;
            case JsonTokenType.String: return BareNumbers.IsOne(reader.ValueSpan, out number);
            default: return false;
        }
    }
}
