using System.Globalization;

namespace LineaSharp.Mlflow;

/// <summary>
/// What names a model in MLflow: <c>models:/name/3</c>, <c>models:/name@alias</c>, <c>models:/name/latest</c>, <c>models:/name/Production</c>,
/// <c>models:/m-…</c>, <c>runs:/id/path</c>. Exactly the fields of one form are set.
/// </summary>
internal sealed record ModelUri
{
    private const string Models = "models:/", Runs = "runs:/";

    private ModelUri()
    {
    }

    public string? RegisteredName { get; private init; }

    public int? Version { get; private init; }

    public string? Alias { get; private init; }

    public string? Stage { get; private init; }

    public bool IsLatest { get; private init; }

    public string? ModelId { get; private init; }

    public string? RunId { get; private init; }

    /// <summary>Of a <c>runs:</c> URI: what lies below the run's artifacts; not empty.</summary>
    public string Path { get; private init; } = "";

    public static bool IsOne(string uri) => uri.StartsWith(Models, StringComparison.Ordinal) || uri.StartsWith(Runs, StringComparison.Ordinal);

    /// <summary>Whether it is meant to be one, well-formed or not.</summary>
    public static bool HasScheme(string uri) => uri.StartsWith("models:", StringComparison.OrdinalIgnoreCase) || uri.StartsWith("runs:", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="ArgumentException">The text is none of the forms.</exception>
    public static ModelUri Parse(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var parsed = uri.StartsWith(Models, StringComparison.Ordinal) ? ParseModels(uri[Models.Length..])
            : uri.StartsWith(Runs, StringComparison.Ordinal) ? ParseRuns(uri[Runs.Length..])
            : null;
        return parsed ?? throw new ArgumentException(
            $"'{uri}' is no model URI. Expected models:/name/3, models:/name@alias, models:/name/latest, models:/name/Production, models:/m-… or runs:/<run id>/<path>.", nameof(uri));
    }

    private static ModelUri? ParseModels(string rest)
    {
        var parts = rest.Split('/');
        if (parts.Length > 2 || parts.Any(string.IsNullOrWhiteSpace)) return null;
        return parts.Length == 2 ? ParseSuffix(parts[0], parts[1]) : ParseSingle(parts[0]);
    }

    private static ModelUri? ParseSuffix(string name, string suffix)
    {
        if (suffix.All(char.IsAsciiDigit))
        {
            return int.TryParse(suffix, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? new ModelUri { RegisteredName = name, Version = version }
                : null;
        }
        return string.Equals(suffix, "latest", StringComparison.OrdinalIgnoreCase)
            ? new ModelUri { RegisteredName = name, IsLatest = true }
            : new ModelUri { RegisteredName = name, Stage = suffix };
    }

    // A name may have an @ itself; the alias is what follows the last one.
    private static ModelUri? ParseSingle(string text)
    {
        var at = text.LastIndexOf('@');
        if (at < 0) return new ModelUri { ModelId = text };
        var (name, alias) = (text[..at], text[(at + 1)..]);
        return string.IsNullOrWhiteSpace(name) || string.IsNullOrWhiteSpace(alias) ? null : new ModelUri { RegisteredName = name, Alias = alias };
    }

    private static ModelUri? ParseRuns(string rest)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0) return null;
        var path = rest[(slash + 1)..].Trim('/');
        return path.Length == 0 ? null : new ModelUri { RunId = rest[..slash], Path = path };
    }
}
