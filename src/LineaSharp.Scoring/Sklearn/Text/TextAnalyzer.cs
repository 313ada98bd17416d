using System.Globalization;
using System.Text;
using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Text;

/// <summary>Turns a text into terms as scikit-learn's analyzers do: words by the token_pattern, or runs of characters, and their n-grams.</summary>
internal sealed class TextAnalyzer
{
    private readonly string _kind;
    private readonly TokenPattern? _tokens;
    private readonly bool _isLower;
    private readonly string? _accents;
    private readonly HashSet<string> _stopWords = new(StringComparer.Ordinal);
    private readonly int _shortest;
    private readonly int _longest;

    public TextAnalyzer(PyObject source)
    {
        foreach (var function in (ReadOnlySpan<string>)["preprocessor", "tokenizer"])
            if (source.Find(function) is not null) throw SklearnErrors.HasUnknown(source.Type.Name, $"a {function} of its own");
        _kind = source.Get("analyzer") as string ?? "a function";
        if (_kind is not ("word" or "char" or "char_wb")) throw SklearnErrors.HasUnknown(source.Type.Name, $"the analyzer {_kind}");
        if (_kind == "word") _tokens = TokenPattern.Parse(source.Text("token_pattern")) ?? throw SklearnErrors.HasUnknown(source.Type.Name, $"the token_pattern {source.Text("token_pattern")}");
        _isLower = source.Flag("lowercase");
        _accents = source.Find("strip_accents") switch
        {
            null => null,
            "unicode" => "unicode",
            "ascii" => "ascii",
            _ => throw SklearnErrors.HasUnknown(source.Type.Name, "a function that strips accents"),
        };
        var range = source.Sequence("ngram_range");
        if (range.Count != 2 || range[0] is not long low || range[1] is not long high || low < 1 || high < low || high > 1000)
            throw source.Other("ngram_range", "two whole numbers");
        (_shortest, _longest) = ((int)low, (int)high);
        switch (source.Find("stop_words"))
        {
            case null: break;
            case PySequence words: _stopWords.UnionWith(words.Items.OfType<string>()); break;
            // A vocabulary of single words that was fitted has none of them, and none is ever found; only pairs of words need to know what was left out between.
            case "english" when _kind != "word" || (_longest == 1 && source.Flag("fixed_vocabulary_", true) == false): break;
            case var other: throw SklearnErrors.HasUnknown(source.Type.Name, $"the stop_words '{other}', a list that is in scikit-learn and not in the file");
        }
    }

    public IEnumerable<string> Terms(string text)
    {
        if (_isLower) text = PythonText.Lower(text);
        if (_accents is not null) text = WithoutAccents(text, _accents == "ascii");
        return _kind switch
        {
            "word" => Words(text),
            "char" => Characters(PythonText.CollapseSpaces(text)),
            _ => PythonText.Split(text).SelectMany(WithinWord),
        };
    }

    private IEnumerable<string> Words(string text)
    {
        var words = _tokens!.Find(text).Where(w => !_stopWords.Contains(w)).ToArray();
        for (var n = _shortest; n <= Math.Min(_longest, words.Length); n++)
            for (var i = 0; i + n <= words.Length; i++) yield return n == 1 ? words[i] : string.Join(' ', words, i, n);
    }

    private IEnumerable<string> Characters(string text)
    {
        var starts = PythonText.Starts(text);
        for (var n = _shortest; n <= Math.Min(_longest, starts.Count - 1); n++)
            for (var i = 0; i + n < starts.Count; i++) yield return text[starts[i]..starts[i + n]];
    }

    private IEnumerable<string> WithinWord(string word)
    {
        var text = $" {word} ";
        var starts = PythonText.Starts(text);
        var length = starts.Count - 1;
        for (var n = _shortest; n <= _longest; n++)
        {
            for (var i = 0; i == 0 || i + n <= length; i++) yield return text[starts[i]..starts[Math.Min(i + n, length)]];
            // A word shorter than that counts once.
            if (n >= length) break;
        }
    }

    private static string WithoutAccents(string text, bool toAscii)
    {
        if (Ascii.IsValid(text)) return text;
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
            if (toAscii ? rune.IsAscii : !IsCombining(rune)) result.Append(rune.ToString());
        return result.ToString();
    }

    // Marks of a combining class other than 0; .NET knows the categories only.
    private static bool IsCombining(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark;
}
