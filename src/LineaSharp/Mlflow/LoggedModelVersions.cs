using System.Text.Json;
using System.Text.Json.Nodes;

namespace LineaSharp.Mlflow;

/// <summary>The tag of a logged model that lists the versions it is registered as: <c>[{"name": "clf", "version": 1}]</c>.</summary>
internal static class LoggedModelVersions
{
    public const string Tag = "mlflow.modelVersions";

    /// <summary>The tag's value with a version added; null when the version is in it already. MLflow's clients write the number as text, its server as a number.</summary>
    /// <exception cref="MlflowException">InvalidState: the tag holds something else.</exception>
    public static string? Add(string modelId, string? value, string name, int version)
    {
        var versions = Parse(modelId, value);
        if (versions.Any(v => Is(v, name, version))) return null;
        versions.Add((JsonNode)new JsonObject { ["name"] = name, ["version"] = version });
        return versions.ToJsonString();
    }

    private static JsonArray Parse(string modelId, string? value)
    {
        if (string.IsNullOrEmpty(value)) return [];
        try
        {
            if (JsonNode.Parse(value) is JsonArray versions && versions.All(v => v is JsonObject)) return versions;
        }
        catch (JsonException)
        {
        }
        throw MlflowErrors.VersionsTagDamaged(modelId, Tag);
    }

    private static bool Is(JsonNode? entry, string name, int version) =>
        entry?["name"]?.ToString() == name && entry["version"]?.ToString() == version.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
