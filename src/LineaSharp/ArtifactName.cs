using System.Globalization;
using System.Text;

namespace LineaSharp;

/// <summary>Which names an artifact can have.</summary>
/// <remarks>
/// A name is any text of 1 to 250 UTF-16 characters, in any language, with spaces, dots and emoji inside. Refused are:
/// white space at either end and control characters, because nobody sees them; <c>/</c> and <c>\</c>, <c>.</c> and <c>..</c>, because
/// they read as paths; <c>:</c> and <c>@</c>, because versions and aliases are written with them; and halves of a character (a lone
/// surrogate, a noncharacter), because no database or server keeps them. Names are compared as they are, case included, after Unicode
/// normalisation (NFC): two spellings of one <c>é</c> are one artifact. A name never becomes a path.
/// </remarks>
public static class ArtifactName
{
    /// <summary>The longest name, in UTF-16 characters.</summary>
    public const int MaxLength = 250;

    /// <summary>Gives the normalised name back when it can name an artifact.</summary>
    /// <exception cref="ArgumentException">It cannot; the message says why.</exception>
    public static string Check(string? name)
    {
        if (string.IsNullOrEmpty(name)) throw Refused(name, "it is empty");
        // Normalize itself throws on broken text, so that is looked for first.
        if (FindBrokenCharacter(name) is { } broken) throw Refused(name, broken);
        var normalized = name.Normalize(NormalizationForm.FormC);
        return FindFault(normalized) is { } fault ? throw Refused(name, fault) : normalized;
    }

    private static string? FindBrokenCharacter(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogatePair(name, i)) i++;
            else if (char.IsSurrogate(name[i])) return $"it has half of a character ({Code(name[i])}, a lone surrogate) at position {i}";
            else if (name[i] is '\uFFFE' or '\uFFFF') return $"it has {Code(name[i])}, which is no character, at position {i}";
        }
        return null;
    }

    private static string? FindFault(string name)
    {
        if (name.Length > MaxLength) return $"it is {name.Length} characters long, more than {MaxLength}";
        if (name is "." or "..") return "it reads as a folder";
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (char.IsControl(c)) return $"it has the control character {Code(c)} at position {i}";
            if (c is '/' or '\\') return $"it has '{c}', and a name is no path";
            if (c is ':') return "it has ':', which stands before a version, as in 'model:3'";
            if (c is '@') return "it has '@', which stands before an alias, as in 'model@champion'";
        }
        if (char.IsWhiteSpace(name[0])) return "it starts with white space";
        return char.IsWhiteSpace(name[^1]) ? "it ends with white space" : null;
    }

    private static ArgumentException Refused(string? name, string reason) => name is null
        ? new ArgumentNullException(nameof(name), "An artifact needs a name.")
        : new ArgumentException($"The artifact name '{Shown(name)}' is refused: {reason}.", nameof(name));

    // Broken and invisible characters are written out: an error message must be printable, and short.
    private static string Shown(string name)
    {
        var shown = new StringBuilder();
        foreach (var c in name.AsSpan(0, Math.Min(name.Length, 60)))
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) || c >= '\uFFFE' ? Code(c) : c.ToString());
        if (name.Length > 60) shown.Append('…');
        return shown.ToString();
    }

    private static string Code(char c) => string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}");
}
