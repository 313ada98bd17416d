using System.Buffers;
using System.Text;

namespace LineaSharp.Mlflow;

/// <summary>MLflow's rules for what the model registry holds: names, aliases, tags, stages and sources.</summary>
internal static class RegistryRules
{
    public const int TagValue = 100_000;
    public const int Alias = 255;
    public const int RegisteredModelResults = 1000;
    public const int ModelVersionResults = 200_000;

    public const string NoStage = "None";
    public const string Archived = "Archived";

    private static readonly string[] Stages = [NoStage, "Staging", "Production", Archived];

    private static readonly SearchValues<char> NotInNames = SearchValues.Create("/:");

    public static void CheckModelName(string name)
    {
        // Names may become folders: '.' and '..x' would be other ones.
        if (string.IsNullOrWhiteSpace(name) || name.AsSpan().ContainsAny(NotInNames) || name == "." || name.StartsWith("..", StringComparison.Ordinal))
            throw MlflowErrors.BadModelName(name);
    }

    public static void CheckTag(string key, string value)
    {
        Limits.CheckKey("tag", key);
        Limits.CheckLength($"value of the tag '{key}'", value, TagValue);
    }

    /// <summary>Checks an alias that is to be looked up or removed; one that is to be set must not be a reserved word either.</summary>
    public static void CheckAlias(string alias)
    {
        if (alias.Length == 0 || alias.EnumerateRunes().Any(c => !Rune.IsLetterOrDigit(c) && c.Value is not ('_' or '-'))) throw MlflowErrors.BadAlias(alias);
        Limits.CheckLength("alias", alias, Alias);
    }

    public static void CheckNewAlias(string alias)
    {
        CheckAlias(alias);
        if (IsLatest(alias) || IsVersion(alias)) throw MlflowErrors.ReservedAlias(alias);
    }

    /// <summary>Whether an alias is the word that means the newest version.</summary>
    public static bool IsLatest(string alias) => string.Equals(alias, "latest", StringComparison.OrdinalIgnoreCase);

    /// <summary>A stage in its own spelling, from any.</summary>
    public static string Stage(string stage) =>
        Stages.FirstOrDefault(s => string.Equals(s, stage, StringComparison.OrdinalIgnoreCase)) ?? throw MlflowErrors.NoSuchStage(stage, Stages);

    /// <summary>Whether a stage is one in which the versions before can be archived.</summary>
    public static bool IsActive(string stage) => stage is not (NoStage or Archived);

    /// <summary>Refuses a source that points outside of where it seems to: by <c>..</c>, however often it is encoded, or by a NUL.</summary>
    public static void CheckSource(string source)
    {
        if (string.IsNullOrWhiteSpace(source)) throw MlflowErrors.NoSource();
        var decoded = source;
        for (var next = Uri.UnescapeDataString(decoded); next != decoded; next = Uri.UnescapeDataString(decoded)) decoded = next;
        if (decoded.Contains('\0', StringComparison.Ordinal) || decoded.Split('/', '\\', '?', '#', ';').Contains("..")) throw MlflowErrors.SourceWithParents(source);
    }

    // v1, V12
    private static bool IsVersion(string alias) =>
        alias.Length > 1 && alias[0] is 'v' or 'V' && alias.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
