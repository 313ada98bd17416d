using LineaSharp.Internal;
using LineaSharp.Internal.Yaml;

namespace LineaSharp.Models;

// The file: YAML, its keys in alphabetical order as PyYAML orders them; the signature's parts are JSON text inside it.
public sealed partial class MLmodel
{
    private const string File = "MLmodel file";

    private static readonly string[] TextKeys = ["artifact_path", "run_id", "model_id", "model_uuid", "mlflow_version", "utc_time_created"];
    private static readonly string[] TruthKeys = ["is_signature_from_type_hint", "type_hint_from_example"];
    private static readonly string[] MapKeys = ["saved_input_example_info", "metadata"];

    /// <summary>Reads the text of an MLmodel file.</summary>
    /// <exception cref="LineaException">CorruptArtifact: the text is no valid MLmodel file; the message names the line and what was expected there.</exception>
    public static MLmodel Parse(string yaml)
    {
        var root = YamlReader.Read(yaml, File);
        var model = new MLmodel();
        model._entries.Clear();
        foreach (var (key, node) in root.Map ?? throw Wrong(root, "it", "a map")) model.Take(key, node);
        return model;
    }

    /// <summary>The text of the MLmodel file, as MLflow's Python reads it.</summary>
    public string ToYaml() => YamlWriter.Write(ToPlain());

    /// <summary>The same as JSON on one line, as MLflow 2 keeps it with the run.</summary>
    internal string ToJson() => PythonJson.Write(ToPlain());

    private Dictionary<string, object?> ToPlain()
    {
        var document = new Dictionary<string, object?>(_entries, StringComparer.Ordinal) { ["flavors"] = _flavors.ToDictionary(f => f.Key, f => (object?)f.Value) };
        if (Signature is not null)
        {
            document["signature"] = Signature.ToManifest();
            // MLflow writes the two beside every signature of its own line 3.
            if (_entries.ContainsKey("model_id")) document["is_signature_from_type_hint"] = IsSignatureFromTypeHint;
            if (_entries.ContainsKey("model_id")) document["type_hint_from_example"] = TypeHintFromExample;
        }
        return document;
    }

    private void Take(string key, YamlNode node)
    {
        if (key == "flavors") TakeFlavors(node);
        else if (key == "signature") TakeSignature(node);
        else _entries[key] = Checked(key, node).ToPlain();
    }

    private static YamlNode Checked(string key, YamlNode node)
    {
        // A hand-written file may leave the quotes off the time.
        if (key == "utc_time_created" && node.Value is DateTime time) return node with { Value = YamlScalar.Write(time) };
        var expected = node.Value switch
        {
            null => null,
            _ when TextKeys.Contains(key) => node.Value is string ? null : "text",
            _ when TruthKeys.Contains(key) => node.Value is bool ? null : "true or false",
            _ when MapKeys.Contains(key) => node.Map is not null ? null : "a map",
            _ when key == "model_size_bytes" => node.Value is long ? null : "a whole number",
            _ when key == "prompts" => node.List?.All(n => n.Value is string) == true ? null : "a list of texts",
            _ => null,
        };
        if (expected is not null) throw Wrong(node, $"'{key}'", expected);
        if (key == "utc_time_created" && node.Value is string text && ParseTime(text) is null) throw Wrong(node, $"'{key}'", "a date and time in UTC");
        return node;
    }

    private void TakeFlavors(YamlNode node)
    {
        if (node.Value is null) return;
        foreach (var (name, flavor) in node.Map ?? throw Wrong(node, "'flavors'", "a map"))
        {
            var configuration = new FlavorConfiguration();
            foreach (var (key, value) in flavor.Map ?? throw Wrong(flavor, $"the flavor '{name}'", "a map")) configuration.Add(key, value.ToPlain());
            _flavors.Add(name, configuration);
        }
    }

    private void TakeSignature(YamlNode node)
    {
        if (node.Value is null) return;
        var parts = node.Map ?? throw Wrong(node, "'signature'", "a map");
        foreach (var (key, part) in parts)
            if (part.Value is not (null or string)) throw Wrong(part, $"the signature's '{key}'", "JSON text");
        try
        {
            Signature = ModelSignature.Parse(Text(parts, "inputs"), Text(parts, "outputs"), Text(parts, "params"));
        }
        catch (FormatException e)
        {
            throw LineaException.YamlIsInvalid(File, node.Line, $"the signature {e.Message}", e);
        }
    }

    private static string? Text(OrderedDictionary<string, YamlNode> map, string key) => map.TryGetValue(key, out var node) ? (string?)node.Value : null;

    private static LineaException Wrong(YamlNode node, string what, string expected) =>
        LineaException.YamlIsInvalid(File, node.Line, $"{what} should be {expected}, and is {node.Kind}");
}
