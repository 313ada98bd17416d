using System.Text.Json.Nodes;

namespace LineaSharp.Tests.Golden;

/// <summary>The recorded model directories of one folder (<c>scoring</c>, <c>pickles</c>), each with an input and the training library's own answers, one a method.</summary>
internal static class ExpectedPredictions
{
    private static string Root => Path.Combine(AppContext.BaseDirectory, "Golden");

    public static string Folder(string set, string name) => Path.Combine(Root, set, name);

    /// <summary>The answers of a set by directory.</summary>
    public static JsonObject Of(string set) => JsonNode.Parse(File.ReadAllText(Path.Combine(Root, $"{set}-expected.json")))!.AsObject();
}
