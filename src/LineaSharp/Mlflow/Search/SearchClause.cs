using System.Globalization;

namespace LineaSharp.Mlflow.Search;

/// <summary>
/// One condition of a filter, as it was written: <c>metrics.loss &lt; 0.5</c>. A filter is a list of them, all of which must hold.
/// What a prefix or key means is the business of a <see cref="SearchVocabulary"/>. Only IS NULL and IS NOT NULL have no value.
/// </summary>
internal sealed record SearchClause(SearchIdentifier Field, SearchComparator Comparator, SearchValue? Value)
{
    public override string ToString() => Value is null ? $"{Field} {Comparator.Text()}" : $"{Field} {Comparator.Text()} {Value}";
}

/// <summary>One key of an order: <c>metrics.loss DESC</c>.</summary>
internal sealed record SearchOrder(SearchIdentifier Field, bool Ascending)
{
    public override string ToString() => Ascending ? $"{Field} ASC" : $"{Field} DESC";
}

/// <summary>What is compared: <c>tags.`my key`</c> has the prefix <c>tags</c> and the key <c>my key</c>; a bare <c>name</c> has no prefix.</summary>
internal sealed record SearchIdentifier(string? Prefix, string Key)
{
    public override string ToString()
    {
        var bare = Prefix is null ? SearchLexer.IsWord(Key) && !SearchParser.IsKeyword(Key) : SearchLexer.IsPath(Key);
        var key = bare ? Key : SearchLexer.Quote(Key, "`\"'");
        if (Prefix is null) return key;
        return $"{(SearchLexer.IsWord(Prefix) ? Prefix : SearchLexer.Quote(Prefix, "`"))}.{key}";
    }
}

/// <summary>What a field is compared with.</summary>
internal abstract record SearchValue;

/// <summary>A quoted text. MLflow knows no escapes: what stands between the quotes is the text.</summary>
internal sealed record SearchText(string Text) : SearchValue
{
    public override string ToString() => SearchLexer.Quote(Text, "'\"");
}

/// <summary>A number, in the digits it was written with.</summary>
internal sealed record SearchNumber(string Digits) : SearchValue
{
    public double ToDouble() => double.Parse(Digits, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>A long where the digits are one, so that big whole numbers stay exact; else a double.</summary>
    public object ToNumber() =>
        long.TryParse(Digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? (object)whole : ToDouble();

    public override string ToString() => Digits;
}

/// <summary>A word without quotes. Most searches refuse it; the one for logged models takes it as text.</summary>
internal sealed record SearchWord(string Text) : SearchValue
{
    public override string ToString() => Text;
}

/// <summary>The texts of <c>IN ('a', 'b')</c>; at least one.</summary>
internal sealed record SearchList(IReadOnlyList<string> Texts) : SearchValue
{
    public bool Equals(SearchList? other) => other is not null && Texts.SequenceEqual(other.Texts);

    public override int GetHashCode() => Texts.Count;

    public override string ToString() => $"({string.Join(", ", Texts.Select(t => SearchLexer.Quote(t, "'\"")))})";
}
