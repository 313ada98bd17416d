using System.Globalization;
using System.Text;

namespace LineaSharp.Scoring.Sklearn.Text;

/// <summary>A vectorizer's token_pattern, where it is a run of characters of one class, between word boundaries or not: <c>\b\w\w+\b</c>, <c>[a-zA-Z]{3,}</c>, <c>\S+</c>.</summary>
/// <remarks>
/// What Python's <c>re.findall</c> finds with such a pattern, in time that grows with the text alone. .NET's own expressions would not do: they see surrogates in place of
/// characters, and other characters as <c>\w</c> (marks, and no fractions).
/// </remarks>
internal sealed class TokenPattern
{
    private const int Unlimited = int.MaxValue;
    private const int MostRepeats = 100_000;
    private readonly Func<Rune, bool> _isIn;
    private readonly int _least;
    private readonly int _most;
    private readonly bool _startsAtBoundary;
    private readonly bool _endsAtBoundary;

    private TokenPattern(Func<Rune, bool> isIn, int least, int most, bool startsAtBoundary, bool endsAtBoundary) =>
        (_isIn, _least, _most, _startsAtBoundary, _endsAtBoundary) = (isIn, least, most, startsAtBoundary, endsAtBoundary);

    /// <summary>The pattern; null when it is any other expression.</summary>
    public static TokenPattern? Parse(string pattern)
    {
        try
        {
            return new Reader(pattern).Read();
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public IEnumerable<string> Find(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var starts = PythonText.Starts(text);
        var runEnds = new int[runes.Length + 1];
        for (var i = runes.Length - 1; i >= 0; i--) runEnds[i] = !_isIn(runes[i]) ? i : i + 1 < runes.Length && runEnds[i + 1] > i + 1 ? runEnds[i + 1] : i + 1;
        // The last boundary up to each place: where a match that must end at one is cut.
        var boundaries = new int[runes.Length + 1];
        for (var i = 0; i <= runes.Length; i++) boundaries[i] = IsWord(i - 1) != IsWord(i) ? i : i == 0 ? -1 : boundaries[i - 1];

        for (var i = 0; i < runes.Length;)
        {
            var end = Math.Min(runEnds[i], (int)Math.Min((long)i + _most, runes.Length));
            if (_endsAtBoundary) end = boundaries[end];
            if (end - i < _least || (_startsAtBoundary && boundaries[i] != i)) i++;
            else
            {
                yield return text[starts[i]..starts[end]];
                i = end;
            }
        }

        bool IsWord(int i) => i >= 0 && i < runes.Length && PythonText.IsWord(runes[i]);
    }

    private sealed class Reader(string pattern)
    {
        private readonly Rune[] _runes = pattern.EnumerateRunes().ToArray();
        private int _at;

        public TokenPattern Read()
        {
            Skip("(?u)");
            var starts = Skip("\\b");
            Func<Rune, bool>? first = null;
            var (text, least, most) = ("", 0L, 0L);
            while (_at < _runes.Length && !Next("\\b"))
            {
                var from = _at;
                var isIn = Class();
                var own = Text(from, _at);
                // Runs of one class are one run; others would need to look back.
                if (first is not null && own != text) throw new FormatException();
                first ??= isIn;
                text = own;
                var (low, high) = Quantifier();
                least += low;
                most = high == Unlimited || most == Unlimited ? Unlimited : most + high;
            }
            var ends = Skip("\\b");
            return _at == _runes.Length && first is not null && least is > 0 and <= MostRepeats && most >= least
                ? new TokenPattern(first, (int)least, (int)Math.Min(most, Unlimited), starts, ends) : throw new FormatException();
        }

        private Func<Rune, bool> Class()
        {
            var rune = Take();
            if (rune.Value == '\\') return Escape(Take()) ?? throw new FormatException();
            return rune.Value == '[' ? Bracket() : throw new FormatException();
        }

        private static Func<Rune, bool>? Escape(Rune rune) => rune.Value switch
        {
            'w' => PythonText.IsWord,
            'W' => r => !PythonText.IsWord(r),
            'd' => IsDigit,
            'D' => r => !IsDigit(r),
            's' => PythonText.IsSpace,
            'S' => r => !PythonText.IsSpace(r),
            _ => null,
        };

        private Func<Rune, bool> Bracket()
        {
            var isNot = Skip("^");
            if (Next("]")) throw new FormatException();
            var parts = new List<Func<Rune, bool>>();
            while (!Skip("]"))
            {
                var rune = Take();
                if (rune.Value == '\\' && _at < _runes.Length && Escape(_runes[_at]) is { } escaped)
                {
                    _at++;
                    parts.Add(escaped);
                    continue;
                }
                var low = Literal(rune).Value;
                var high = low;
                if (Next("-") && _at + 1 < _runes.Length && _runes[_at + 1].Value != ']')
                {
                    _at++;
                    high = Literal(Take()).Value;
                    if (high < low) throw new FormatException();
                }
                parts.Add(r => r.Value >= low && r.Value <= high);
            }
            return r => parts.Exists(p => p(r)) != isNot;
        }

        // A character as it is, or one of punctuation after a backslash; \n and the like are left to Python.
        private Rune Literal(Rune rune)
        {
            if (rune.Value == '[') throw new FormatException();
            if (rune.Value != '\\') return rune;
            var escaped = Take();
            return escaped.IsAscii && !Rune.IsLetterOrDigit(escaped) ? escaped : throw new FormatException();
        }

        private (int, int) Quantifier()
        {
            var range = Skip("+") ? (1, Unlimited) : Skip("*") ? (0, Unlimited) : Skip("?") ? (0, 1) : Skip("{") ? Braces() : (1, 1);
            // Lazy and possessive ones.
            return Next("?") || Next("+") || Next("*") ? throw new FormatException() : range;
        }

        private (int, int) Braces()
        {
            var low = Number();
            if (Skip("}")) return low is { } exact ? (exact, exact) : throw new FormatException();
            if (!Skip(",")) throw new FormatException();
            var high = Number();
            return Skip("}") && (low ?? 0) <= (high ?? Unlimited) ? (low ?? 0, high ?? Unlimited) : throw new FormatException();
        }

        private int? Number()
        {
            var from = _at;
            while (_at < _runes.Length && _runes[_at].IsAscii && Rune.IsDigit(_runes[_at])) _at++;
            if (_at == from) return null;
            return int.TryParse(Text(from, _at), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MostRepeats ? number : throw new FormatException();
        }

        private string Text(int from, int end) => string.Concat(_runes[from..end].Select(r => r.ToString()));

        private bool Next(string text)
        {
            for (var i = 0; i < text.Length; i++)
                if (_at + i >= _runes.Length || _runes[_at + i].Value != text[i]) return false;
            return true;
        }

        private bool Skip(string text)
        {
            if (!Next(text)) return false;
            _at += text.Length;
            return true;
        }

        private Rune Take() => _at < _runes.Length ? _runes[_at++] : throw new FormatException();

        private static bool IsDigit(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;
    }
}
