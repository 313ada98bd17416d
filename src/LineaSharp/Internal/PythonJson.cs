using System.Globalization;
using System.Numerics;
using System.Text;

namespace LineaSharp.Internal;

/// <summary>JSON text of plain values, spaced and escaped as Python's <c>json.dumps</c> writes it.</summary>
/// <remarks>Plain values are those that <see cref="Models.MLmodel"/> lists; dates and times become ISO 8601 text.</remarks>
internal sealed class PythonJson
{
    private readonly StringBuilder _text = new();
    private readonly int? _indent;
    private int _level;

    private PythonJson(int? indent) => _indent = indent;

    /// <param name="value">A plain value.</param>
    /// <param name="indent">Blanks per level, each item on a line of its own; null: all on one line.</param>
    /// <exception cref="ArgumentException">The value holds NaN or an infinity, which JSON has not.</exception>
    public static string Write(object? value, int? indent = null)
    {
        var json = new PythonJson(indent);
        json.Append(value);
        return json._text.ToString();
    }

    private void Append(object? value)
    {
        switch (value)
        {
            case null: _text.Append("null"); break;
            case bool truth: _text.Append(truth ? "true" : "false"); break;
            case long number: _text.Append(number.ToString(CultureInfo.InvariantCulture)); break;
            case BigInteger number: _text.Append(number.ToString(CultureInfo.InvariantCulture)); break;
            case double number: Append(number); break;
            case string text: Append(text); break;
            case DateTime time: Append(time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)); break;
            case DateTimeOffset time: Append(time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture)); break;
            case DateOnly date: Append(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case IReadOnlyDictionary<string, object?> map: Append(map); break;
            case IReadOnlyList<object?> list: Append(list); break;
            default: throw new ArgumentException($"A value of type {value.GetType()} has no form in JSON.", nameof(value));
        }
    }

    private void Append(double number)
    {
        if (!double.IsFinite(number)) throw new ArgumentException($"{number.ToString(CultureInfo.InvariantCulture)} has no form in JSON.", nameof(number));
        var text = number.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
        _text.Append(text);
        if (!text.Contains('.', StringComparison.Ordinal) && !text.Contains('e', StringComparison.Ordinal)) _text.Append(".0");
    }

    private void Append(string text)
    {
        _text.Append('"');
        foreach (var c in text)
            _ = c switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append("\\\\"),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                '\b' => _text.Append("\\b"),
                '\f' => _text.Append("\\f"),
                >= ' ' and <= '~' => _text.Append(c),
                _ => _text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
            };
        _text.Append('"');
    }

    private void Append(IReadOnlyList<object?> list)
    {
        if (list.Count == 0)
        {
            _text.Append("[]");
            return;
        }
        _text.Append('[');
        _level++;
        for (var i = 0; i < list.Count; i++)
        {
            Separate(i);
            Append(list[i]);
        }
        Close(']');
    }

    private void Append(IReadOnlyDictionary<string, object?> map)
    {
        if (map.Count == 0)
        {
            _text.Append("{}");
            return;
        }
        _text.Append('{');
        _level++;
        var index = 0;
        foreach (var (key, value) in map)
        {
            Separate(index++);
            Append(key);
            _text.Append(": ");
            Append(value);
        }
        Close('}');
    }

    private void Separate(int index)
    {
        if (index > 0) _text.Append(_indent is null ? ", " : ",");
        NewLine();
    }

    private void Close(char bracket)
    {
        _level--;
        NewLine();
        _text.Append(bracket);
    }

    private void NewLine()
    {
        if (_indent is { } indent) _text.Append('\n').Append(' ', _level * indent);
    }
}
