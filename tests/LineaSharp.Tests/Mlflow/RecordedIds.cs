using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LineaSharp.Tests.Mlflow.Rest;

namespace LineaSharp.Tests.Mlflow;

/// <summary>The ids, made-up names and page tokens of a recording, and what stands for each in a store of ours: learnt from what both answered when it was made.</summary>
internal sealed partial class RecordedIds
{
    private readonly Dictionary<string, string> _ours = [];
    private readonly Dictionary<string, string> _recorded = [];
    private readonly Dictionary<string, string> _ourExperiments = [];
    private readonly Dictionary<string, string> _recordedExperiments = [];

    /// <summary>A recorded request in our ids.</summary>
    public Exchange InOurs(Exchange exchange) => exchange with
    {
        Path = Replace(exchange.Path, _ours, _ourExperiments),
        Query = exchange.Query is null ? null : Replace(exchange.Query, _ours, _ourExperiments),
        RequestBody = Encoding.UTF8.GetBytes(Replace(exchange.RequestText, _ours, _ourExperiments)),
    };

    /// <summary>A text of ours, an answer as JSON or a message, in recorded ids.</summary>
    public string InRecorded(string text) => Replace(text, _recorded, _recordedExperiments);

    /// <summary>Whether a recorded text is a name that the server made up.</summary>
    public bool IsMadeUp(string recorded) => MadeUpName().IsMatch(recorded) && _ours.ContainsKey(recorded);

    /// <summary>Learns what the answers to one request show: what it made, and where the next page starts.</summary>
    public void Learn(Exchange exchange, JsonNode? recorded, JsonNode? ours)
    {
        if (recorded is not JsonObject theirs || ours is not JsonObject answer) return;
        Pair(_ours, _recorded, theirs["next_page_token"], answer["next_page_token"]);
        var (endsWith, path) = (StringComparison.Ordinal, exchange.Path);
        if (path.EndsWith("experiments/create", endsWith)) Pair(_ourExperiments, _recordedExperiments, theirs["experiment_id"], answer["experiment_id"]);
        if (path.EndsWith("runs/create", endsWith)) LearnMade(exchange, theirs["run"]!["info"]!, answer["run"]!["info"]!, "run_id", "run_name");
        if (path.EndsWith("/logged-models", endsWith)) LearnMade(exchange, theirs["model"]!["info"]!, answer["model"]!["info"]!, "model_id", "name");
    }

    private void LearnMade(Exchange exchange, JsonNode recorded, JsonNode ours, string id, string name)
    {
        Pair(_ours, _recorded, recorded[id], ours[id]);
        // A name that was asked for must come back as it is; only one that was made up may differ.
        if (!exchange.RequestText.Contains((string)recorded[name]!, StringComparison.Ordinal)) Pair(_ours, _recorded, recorded[name], ours[name]);
    }

    private static void Pair(Dictionary<string, string> toOurs, Dictionary<string, string> toRecorded, JsonNode? recorded, JsonNode? ours)
    {
        if (recorded is null || ours is null) return;
        toOurs[(string)recorded!] = (string)ours!;
        toRecorded[(string)ours!] = (string)recorded!;
    }

    private static string Replace(string text, Dictionary<string, string> words, Dictionary<string, string> experiments) => Experiment().Replace(
        Word().Replace(text, word => words.GetValueOrDefault(Uri.UnescapeDataString(word.Value), word.Value)),
        id => experiments.GetValueOrDefault(id.Value, id.Value));

    // An id, a made-up name (sneaky-finch-662), a page token.
    [GeneratedRegex(@"(?:(?<=%27)|(?<![0-9A-Za-z%]))(?:m-)?[0-9a-f]{32}|[a-z]+-[a-z]+-[0-9]{1,3}|eyJ[A-Za-z0-9+/]+(?:=|%3D)*")]
    private static partial Regex Word();

    [GeneratedRegex(@"^[a-z]+-[a-z]+-[0-9]{1,3}\z")]
    private static partial Regex MadeUpName();

    [GeneratedRegex("""(?<=experiment_id=|"experiment_id": ?"|"experiment_ids": ?\["|mlflow-artifacts:/)[0-9]+(?!\w)""")]
    private static partial Regex Experiment();
}
