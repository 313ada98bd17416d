using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace LineaSharp.Internal.Yaml;

/// <summary>What an unquoted word of YAML means to PyYAML (YAML 1.1), and how values are written so that they mean the same again.</summary>
internal static partial class YamlScalar
{
    public static object? Resolve(string word)
    {
        if (word.Length == 0 || word is "~" or "null" or "Null" or "NULL") return null;
        if (IsTrue(word)) return true;
        if (IsFalse(word)) return false;
        if (WholeNumber().IsMatch(word)) return ParseWhole(word);
        if (Number().IsMatch(word)) return ParseNumber(word);
        return Timestamp().IsMatch(word) ? ParseTimestamp(word) : word;
    }

    /// <summary>Whether text may stand unquoted: simple characters, and no reader of YAML 1.1 or 1.2 takes it for anything but text.</summary>
    public static bool MayBePlain(string text) =>
        PlainText().IsMatch(text) && Resolve(text) is string && !Resembles().IsMatch(text);

    public static string Write(double value)
    {
        if (double.IsNaN(value)) return ".nan";
        if (double.IsInfinity(value)) return value > 0 ? ".inf" : "-.inf";
        var text = value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
        var exponent = text.IndexOf('e', StringComparison.Ordinal);
        // YAML 1.1 takes a number for one only with a point in it.
        if (text.Contains('.', StringComparison.Ordinal)) return text;
        return exponent < 0 ? text + ".0" : text.Insert(exponent, ".0");
    }

    public static string Write(DateTime value) => value.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    public static string Write(DateTimeOffset value) => value.ToString("yyyy-MM-dd HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);

    public static string Write(DateOnly value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool IsTrue(string word) => word is "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON";

    private static bool IsFalse(string word) => word is "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF";

    private static object ParseWhole(string word)
    {
        var digits = word.Replace("_", "", StringComparison.Ordinal).TrimStart('+', '-');
        if (digits.Length > 4_000) return word;
        var value = digits switch
        {
            ['0', 'b', .. var binary] => Digits(binary, 2),
            ['0', 'x', .. var hexadecimal] => Digits(hexadecimal, 16),
            _ when digits.Contains(':', StringComparison.Ordinal) => digits.Split(':').Aggregate(BigInteger.Zero, (sum, part) => sum * 60 + Digits(part, 10)),
            ['0', _, ..] => Digits(digits, 8),
            _ => Digits(digits, 10),
        };
        if (word[0] == '-') value = -value;
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private static BigInteger Digits(string digits, int radix) => radix switch
    {
        10 => BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture),
        16 => BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        _ => digits.Aggregate(BigInteger.Zero, (sum, digit) => sum * radix + (digit - '0')),
    };

    private static double ParseNumber(string word)
    {
        var text = word.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        if (text.EndsWith(".nan", StringComparison.Ordinal)) return double.NaN;
        if (text.EndsWith(".inf", StringComparison.Ordinal)) return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        if (!text.Contains(':', StringComparison.Ordinal)) return double.Parse(text, CultureInfo.InvariantCulture);
        var value = text.TrimStart('+', '-').Split(':').Aggregate(0.0, (sum, part) => sum * 60 + double.Parse(part, CultureInfo.InvariantCulture));
        return text[0] == '-' ? -value : value;
    }

    private static object ParseTimestamp(string word)
    {
        if (DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        var hasOffset = Offset().IsMatch(word);
        if (hasOffset && DateTimeOffset.TryParse(word, CultureInfo.InvariantCulture, out var instant)) return instant;
        if (!hasOffset && DateTime.TryParse(word, CultureInfo.InvariantCulture, out var time)) return time;
        return word;
    }

    [GeneratedRegex("""^[-+]?(0b[01_]*[01][01_]*|0x[0-9a-fA-F_]*[0-9a-fA-F][0-9a-fA-F_]*|0[0-7_]+|0|[1-9][0-9_]*(:[0-5]?[0-9])*)\z""", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();

    [GeneratedRegex("""^([-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?|\.[0-9][0-9_]*([eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z""", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex("""^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?)\z""", RegexOptions.CultureInvariant)]
    private static partial Regex Timestamp();

    [GeneratedRegex("""(Z|[-+][0-9]{1,2}(:[0-9]{2})?)\z""", RegexOptions.CultureInvariant)]
    private static partial Regex Offset();

    [GeneratedRegex("""^[A-Za-z0-9_/][A-Za-z0-9_./@+<>=-]*(:/[A-Za-z0-9_./@+-]*)*\z""", RegexOptions.CultureInvariant)]
    private static partial Regex PlainText();

    // Numbers of YAML 1.2 that YAML 1.1 takes for text (1e3, 0o17), dates of sorts, and YAML 1.1's one-letter truth values.
    [GeneratedRegex("""^([0-9][0-9_]*\.?[0-9_]*([eE][-+]?[0-9]+)?|0o[0-7]+|[0-9]{4}-.*|[yYnN]|=)\z""", RegexOptions.CultureInvariant)]
    private static partial Regex Resembles();
}
