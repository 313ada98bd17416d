using System.Globalization;
using LineaSharp.Internal.Yaml;

namespace LineaSharp.Mlflow.Files;

/// <summary>A <c>meta.yaml</c>: what an experiment, run, model or version is. What a key lacks or holds wrongly is CorruptArtifact, naming file and line.</summary>
internal sealed class MetaFile
{
    private readonly string _path;
    private readonly OrderedDictionary<string, YamlNode> _values;

    private MetaFile(string path, OrderedDictionary<string, YamlNode> values) => (_path, _values) = (path, values);

    public static MetaFile Read(string path, string text) =>
        YamlReader.Read(text, path).Map is { Count: > 0 } map ? new MetaFile(path, map) : throw LineaException.DamagedFile(path, "it holds no keys; it may be half-written");

    public string Text(string key) => FindText(key) ?? throw LineaException.DamagedFile(_path, $"it has no '{key}'; it may be half-written");

    /// <summary>A text; null where the key is missing or holds nothing. Numbers are texts, too: old releases wrote ids so.</summary>
    public string? FindText(string key) => _values.GetValueOrDefault(key) switch
    {
        null or { Value: null } => null,
        { Value: string text } => text,
        { Value: long number } => number.ToString(CultureInfo.InvariantCulture),
        { Value: System.Numerics.BigInteger number } => number.ToString(CultureInfo.InvariantCulture),
        var other => throw Wrong(key, other, "text"),
    };

    public long Number(string key) => FindNumber(key) ?? throw LineaException.DamagedFile(_path, $"it has no '{key}'; it may be half-written");

    public long? FindNumber(string key) => _values.GetValueOrDefault(key) switch
    {
        null or { Value: null } => null,
        { Value: long number } => number,
        { Value: string text } when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        var other => throw Wrong(key, other, "a whole number"),
    };

    /// <summary>Keys and texts below a key; none where it is missing or an empty list.</summary>
    public IEnumerable<(string Key, string Value)> Pairs(string key)
    {
        if (_values.GetValueOrDefault(key) is not { Value: not null } node || node.List is { Length: 0 }) return [];
        var pairs = new MetaFile(_path, node.Map ?? throw Wrong(key, node, "a map"));
        return pairs._values.Keys.Select(k => (k, pairs.FindText(k) ?? ""));
    }

    public LifecycleStage LifecycleStage() => FindText("lifecycle_stage") switch
    {
        null or "active" => Mlflow.LifecycleStage.Active,
        "deleted" => Mlflow.LifecycleStage.Deleted,
        var other => throw LineaException.DamagedFile(_path, $"its lifecycle_stage is '{other}', and there are active and deleted"),
    };

    /// <summary>Checks that what it describes is what its folder is called.</summary>
    public void Require(string key, string expected)
    {
        var found = Text(key);
        if (found != expected) throw LineaException.DamagedFile(_path, $"its {key} is '{found}', and its folder says '{expected}'");
    }

    public LineaException Unknown(string key) => LineaException.DamagedFile(_path, $"its {key} '{FindText(key)}' is unknown");

    private LineaException Wrong(string key, YamlNode found, string expected) =>
        LineaException.DamagedFile(_path, $"line {found.Line.ToString(CultureInfo.InvariantCulture)}: '{key}' is {found.Kind} where {expected} is expected");
}
