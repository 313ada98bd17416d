using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LineaSharp.Configuration;

/// <summary>One member of an options object, with where it stands.</summary>
/// <param name="Key">The member's key.</param>
/// <param name="Text">The value, if it is a string.</param>
/// <param name="Object">The members of the value, if it is an object.</param>
/// <param name="Position">Where the key stands.</param>
internal sealed record OptionsJsonMember(string Key, string? Text, IReadOnlyList<OptionsJsonMember>? Object, JsonPosition Position)
{
    /// <summary>Whether the value is <c>null</c>.</summary>
    public bool IsNull => Text is null && Object is null;

    /// <summary>The error of a value that is of another kind.</summary>
    public OptionsJsonException Fault(string expected) =>
        new(Position, $"the value of '{Key}' is {(IsNull ? "null" : Object is null ? "a string" : "an object")}: expected {expected}");
}

/// <summary>Line and column in a text, both from 1; the column counts UTF-16 characters.</summary>
internal readonly record struct JsonPosition(int Line, int Column)
{
    public static JsonPosition At(ReadOnlySpan<byte> utf8, int offset)
    {
        var before = utf8[..offset];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new JsonPosition(before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"line {Line}, column {Column}");
}

/// <summary>A text is no object of options. The problem says what was expected and quotes no value, which may be a secret.</summary>
internal sealed class OptionsJsonException(JsonPosition position, string problem) : FormatException($"{position}: {problem}")
{
    public JsonPosition Position { get; } = position;

    public string Problem { get; } = problem;
}

/// <summary>Reads JSON objects of strings and such objects: no numbers, booleans or lists, no key twice.</summary>
/// <remarks>The JSON reader's own messages are not passed on, because they quote the text, and a password may stand there.</remarks>
internal ref struct OptionsJson
{
    private readonly ReadOnlySpan<byte> _utf8;
    private Utf8JsonReader _reader;
    private string _expected;

    private OptionsJson(ReadOnlySpan<byte> utf8)
    {
        _utf8 = utf8;
        _reader = new Utf8JsonReader(utf8);
        _expected = "'{'";
    }

    public static IReadOnlyList<OptionsJsonMember> Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        var json = new OptionsJson(utf8);
        try
        {
            json._reader.Read();
            if (json._reader.TokenType != JsonTokenType.StartObject) throw json.Fault("expected '{'");
            var members = json.ReadMembers();
            json._expected = "nothing after the closing '}'";
            json._reader.Read();
            return members;
        }
        catch (JsonException e)
        {
            var line = utf8;
            for (var i = 0L; i < e.LineNumber; i++) line = line[(line.IndexOf((byte)'\n') + 1)..];
            var offset = utf8.Length - line.Length + (int)(e.BytePositionInLine ?? 0);
            throw new OptionsJsonException(JsonPosition.At(utf8, Math.Min(offset, utf8.Length)), "expected " + json._expected);
        }
    }

    private List<OptionsJsonMember> ReadMembers()
    {
        var members = new List<OptionsJsonMember>();
        _expected = "a key in double quotes and ':', or '}'";
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var position = Position();
            var key = ReadText();
            if (members.Any(member => member.Key == key)) throw Fault($"the key '{key}' stands here for the second time");
            members.Add(ReadValue(key, position));
            _expected = "',' and another key in double quotes, or '}'";
        }
        return members;
    }

    private OptionsJsonMember ReadValue(string key, JsonPosition position)
    {
        _expected = $"a string in double quotes as the value of '{key}'";
        _reader.Read();
        return _reader.TokenType switch
        {
            JsonTokenType.String => new(key, ReadText(), null, position),
            JsonTokenType.StartObject => new(key, null, ReadMembers(), position),
            JsonTokenType.Null => new(key, null, null, position),
            JsonTokenType.Number => throw Fault($"the value of '{key}' is a number: expected a string in double quotes"),
            JsonTokenType.StartArray => throw Fault($"the value of '{key}' is a list: expected a string in double quotes"),
            _ => throw Fault($"the value of '{key}' is a boolean: expected a string in double quotes"),
        };
    }

    private readonly string ReadText()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fault("expected valid Unicode text");
        }
    }

    private readonly OptionsJsonException Fault(string problem) => new(Position(), problem);

    private readonly JsonPosition Position() => JsonPosition.At(_utf8, (int)_reader.TokenStartIndex);
}
