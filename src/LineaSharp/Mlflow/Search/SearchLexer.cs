using System.Text.RegularExpressions;

namespace LineaSharp.Mlflow.Search;

internal enum SearchTokenKind
{
    /// <summary>A bare word: a keyword, an attribute, or an unquoted value.</summary>
    Word,
    /// <summary>A key with a prefix, or in backticks.</summary>
    Identifier,
    /// <summary>A text in single or double quotes.</summary>
    Text,
    Number,
    Comparator,
    Open,
    Close,
    Comma,
    End,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">What it says: the word, the key, the text between the quotes, the digits.</param>
/// <param name="At">Where it starts, from 0.</param>
/// <param name="Prefix">What stands before the dot of an identifier; null when there is none.</param>
internal readonly record struct SearchToken(SearchTokenKind Kind, string Text, int At, string? Prefix = null);

/// <summary>Cuts a filter or an order into tokens.</summary>
internal static partial class SearchLexer
{
    public static List<SearchToken> Read(string text)
    {
        var tokens = new List<SearchToken>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var token = ReadOne(text, at, out var end);
            tokens.Add(token);
            at = end;
        }
        tokens.Add(new SearchToken(SearchTokenKind.End, "", text.Length));
        return tokens;
    }

    /// <summary>Whether a text is one word: letters, digits and underscores.</summary>
    public static bool IsWord(string text) => text.Length > 0 && !char.IsAsciiDigit(text[0]) && WordEnd(text, 0) == text.Length;

    /// <summary>Whether a text is a key that needs no quotes behind a prefix: words joined by dots.</summary>
    public static bool IsPath(string text) => text.Length > 0 && PathEnd(text, 0) == text.Length;

    /// <summary>Whether a text is a number as a filter may hold one.</summary>
    public static bool IsNumber(string text) => NumberPattern().Match(text) is { Success: true } match && match.Length == text.Length;

    /// <summary>Puts a text between the first of the given quotes that can hold it.</summary>
    public static string Quote(string text, string quotes)
    {
        foreach (var quote in quotes)
        {
            var quoted = quote + text + quote;
            if (QuotedEnd(quoted, 0) == quoted.Length) return quoted;
        }
        throw new ArgumentException($"No quotes of MLflow's search language can hold <{text}>: it knows no escapes.", nameof(text));
    }

    private static SearchToken ReadOne(string text, int at, out int end)
    {
        var c = text[at];
        switch (c)
        {
            case '(':
                end = at + 1;
                return new SearchToken(SearchTokenKind.Open, "(", at);
            case ')':
                end = at + 1;
                return new SearchToken(SearchTokenKind.Close, ")", at);
            case ',':
                end = at + 1;
                return new SearchToken(SearchTokenKind.Comma, ",", at);
            case '\'' or '"':
                return new SearchToken(SearchTokenKind.Text, Unquoted(text, at, out end), at);
        }
        if (NumberPattern().Match(text, at) is { Success: true } number)
        {
            end = at + number.Length;
            return new SearchToken(SearchTokenKind.Number, number.Value, at);
        }
        if (c == '`' || IsWordCharacter(c)) return ReadIdentifier(text, at, out end);
        if (ComparatorPattern().Match(text, at) is { Success: true } comparator)
        {
            end = at + comparator.Length;
            return new SearchToken(SearchTokenKind.Comparator, comparator.Value, at);
        }
        throw MlflowErrors.SearchUnreadable(text, at, "a field, a comparator or a value");
    }

    // prefix.key, where the key is words joined by dots or one quoted text; or a key alone, which is a word or in backticks.
    private static SearchToken ReadIdentifier(string text, int at, out int end)
    {
        var isQuoted = text[at] == '`';
        var first = isQuoted ? Unquoted(text, at, out end) : text[at..(end = WordEnd(text, at))];
        if (end == text.Length || text[end] != '.')
            return new SearchToken(isQuoted ? SearchTokenKind.Identifier : SearchTokenKind.Word, first, at);

        var keyAt = end + 1;
        if (keyAt < text.Length && text[keyAt] is '`' or '"' or '\'')
            return new SearchToken(SearchTokenKind.Identifier, Unquoted(text, keyAt, out end), at, first);
        end = PathEnd(text, keyAt);
        if (end == keyAt) throw MlflowErrors.SearchUnreadable(text, keyAt, "a key after the dot");
        return new SearchToken(SearchTokenKind.Identifier, text[keyAt..end], at, first);
    }

    private static string Unquoted(string text, int at, out int end)
    {
        end = QuotedEnd(text, at);
        if (end < 0) throw MlflowErrors.SearchUnreadable(text, at, $"a closing {text[at]} for the one that opens here");
        return text[(at + 1)..(end - 1)];
    }

    // A doubled quote does not close the text, and stays doubled in it, as in MLflow.
    private static int QuotedEnd(string text, int at)
    {
        var quote = text[at];
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] != quote) continue;
            if (i + 1 == text.Length || text[i + 1] != quote) return i + 1;
            i++;
        }
        return -1;
    }

    private static int PathEnd(string text, int at)
    {
        var end = WordEnd(text, at);
        while (end > at && end + 1 < text.Length && text[end] == '.' && IsWordCharacter(text[end + 1])) end = WordEnd(text, end + 1);
        return end;
    }

    private static int WordEnd(string text, int at)
    {
        while (at < text.Length && IsWordCharacter(text[at])) at++;
        return at;
    }

    private static bool IsWordCharacter(char c) => c == '_' || char.IsLetterOrDigit(c) || char.IsSurrogate(c);

    [GeneratedRegex(@"\G-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"\G[<>=!~]+", RegexOptions.CultureInvariant)]
    private static partial Regex ComparatorPattern();
}
