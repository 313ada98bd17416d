using System.Reflection;
using System.Text.RegularExpressions;
using LineaSharp.Mlflow;
using LineaSharp.Tests.Mlflow.Rest;
using LineaSharp.Tests.Rules;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>The table of endpoints in docs/mlflow.md is whole and true.</summary>
public sealed partial class EndpointTableTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "mlflow.md"));

    [Theory]
    [InlineData("v317")]
    [InlineData("v2")]
    public void Every_endpoint_that_a_real_server_answered_stands_in_it(string version)
    {
        var listed = Listed().ToHashSet(StringComparer.Ordinal);

        var missing = Exchange.Recorded(version).Where(e => e.Status != 404 || e.ContentType?.StartsWith("text/html", StringComparison.Ordinal) != true)
            .Select(e => Endpoint(e.Path)).Distinct().Where(e => !listed.Contains(e)).ToList();

        Assert.True(listed.Count > 60);
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_method_it_names_is_one_and_every_method_is_named()
    {
        var methods = typeof(MlflowClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => !m.IsSpecialName).Select(m => m.Name).Distinct().ToList();
        var ofRuns = typeof(ActiveRun).GetMethods().Select(m => m.Name);

        var inTable = MethodName().Matches(Guide[Guide.IndexOf("## Every endpoint", StringComparison.Ordinal)..]).Select(m => m.Value);
        var named = MethodName().Matches(Guide).Select(m => m.Value);

        Assert.Empty(inTable.Except(methods).Except(ofRuns));
        Assert.Empty(methods.Except(named));
    }

    // `registered-models/set-tag, delete-tag` is two: the second has the first's directory.
    private static IEnumerable<string> Listed()
    {
        foreach (var row in Guide[Guide.IndexOf("## Every endpoint", StringComparison.Ordinal)..].Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)))
            foreach (var code in Code().Matches(row.Split(" | ")[0]).Select(m => Regex.Replace(m.Groups[1].Value, @" \(.*\)", "")))
            {
                var items = code.Split(", ");
                var directory = items[0].LastIndexOf('/') is > 0 and var at ? items[0][..(at + 1)] : "";
                foreach (var (item, index) in items.Select((item, index) => (item, index))) yield return index == 0 || item.Contains('/', StringComparison.Ordinal) ? item : directory + item;
            }
    }

    private static string Endpoint(string path)
    {
        var endpoint = Regex.Replace(path, "^/(ajax-)?api/2.0/mlflow/", "");
        endpoint = Regex.Replace(endpoint, "^/api/2.0/mlflow-artifacts/", "mlflow-artifacts/");
        endpoint = Regex.Replace(endpoint, "^(mlflow-artifacts/(artifacts|mpu/[a-z]+|presigned))/.*", "$1");
        endpoint = Regex.Replace(endpoint, "^logged-models/m-[^/]+", "logged-models/{id}");
        return Regex.Replace(endpoint, "/tags/.+", "/tags/{key}");
    }

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+Async\b")]
    private static partial Regex MethodName();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
