using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LineaSharp;

/// <summary>Which version of which artifact: <c>model</c>, <c>model:3</c>, <c>model:latest</c> or <c>model@champion</c>.</summary>
/// <remarks><c>model</c> and <c>model:latest</c> are equal: both mean the newest version.</remarks>
public readonly record struct ArtifactRef
{
    /// <summary>Refers to one version, to an alias, or to the newest version when neither is given.</summary>
    /// <exception cref="ArgumentException">The name or alias is refused, the version is negative, or both version and alias are given.</exception>
    public ArtifactRef(string name, int? version = null, string? alias = null)
    {
        if (version is not null && alias is not null) throw new ArgumentException($"A reference has a version ({version}) or an alias ('{alias}'), not both.", nameof(alias));
        if (version < 0) throw new ArgumentOutOfRangeException(nameof(version), version, "Versions start at 0.");
        Name = ArtifactName.Check(name);
        Version = version;
        Alias = alias is null ? null : ArtifactAlias.Check(alias);
    }

    /// <summary>The artifact's name, in Unicode NFC.</summary>
    public string Name { get; }

    /// <summary>The version, from 0; null means the newest one, or the one that <see cref="Alias"/> names.</summary>
    public int? Version { get; }

    /// <summary>The alias, if the version is named by one.</summary>
    public string? Alias { get; }

    /// <summary>Reads <c>name</c>, <c>name:3</c>, <c>name:latest</c> or <c>name@alias</c>.</summary>
    /// <exception cref="ArgumentException">It is none of these; the message says what is wrong.</exception>
    public static ArtifactRef Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var mark = text.AsSpan().IndexOfAny(':', '@');
        if (mark < 0) return new ArtifactRef(text);
        var name = text[..mark];
        var rest = text[(mark + 1)..];
        return text[mark] == '@' ? new ArtifactRef(name, alias: rest) : new ArtifactRef(name, ParseVersion(text, rest));
    }

    /// <summary>Reads a reference if the text is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ArtifactRef reference)
    {
        reference = default;
        if (text is null) return false;
        try
        {
            reference = Parse(text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The text that <see cref="Parse"/> reads back as an equal reference.</summary>
    public override string ToString() => (Version, Alias) switch
    {
        ({ } version, _) => string.Create(CultureInfo.InvariantCulture, $"{Name}:{version}"),
        (_, { } alias) => $"{Name}@{alias}",
        _ => Name ?? "",
    };

    private static int? ParseVersion(string text, string version)
    {
        if (version == "latest") return null;
        // NumberStyles.None: ASCII digits alone, no sign and no spaces.
        return int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException($"'{text}' has no valid version: after ':' stands a number from 0 to {int.MaxValue}, or 'latest'.", nameof(text));
    }
}
