using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using LineaSharp.Models;
using LineaSharp.Tests.Golden;
using LineaSharp.Tests.Rules;
using Xunit;

namespace LineaSharp.Scoring.Tests;

/// <summary>The package in a program that was compiled ahead of time: what the analyzers promise, seen.</summary>
public sealed class AotTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("linea-aot-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_program_compiled_ahead_of_time_predicts_the_same()
    {
        var (requests, expected) = (new List<string>(), new List<string>());
        foreach (var (folder, request) in Models())
        {
            await using var model = await PyFuncModel.OpenAsync(ModelDirectory.Open(folder), [new NativeScoring()], cancellationToken: TestContext.Current.CancellationToken);
            var asked = ServingRequest.Parse(request, model.Signature);
            expected.Add($"{model.Engine}\t{ServingRequest.Answer(await model.PredictAsync(asked.Input, asked.Parameters, TestContext.Current.CancellationToken))}");
            requests.Add($"{folder}\t{request}");
        }
        var list = Path.Combine(_folder.FullName, "requests");
        await File.WriteAllLinesAsync(list, requests, TestContext.Current.CancellationToken);

        var program = await PublishAsync();
        var found = (await RunAsync(program, [list])).TrimEnd('\n').Split('\n');

        output.WriteLine($"{found.Length} models, program of {new FileInfo(program).Length >> 20} MB");
        Assert.Equal(expected.Count, found.Length);
        for (var i = 0; i < found.Length; i++)
        {
            var (at, here) = (found[i].IndexOf('\t', StringComparison.Ordinal), expected[i].IndexOf('\t', StringComparison.Ordinal));
            Assert.Equal(expected[i][..here], found[i][..at]);
            Assert.True(AreSame(JsonNode.Parse(expected[i][here..]), JsonNode.Parse(found[i][at..])), $"{requests[i]}: {expected[i]} here, and there {found[i]}");
        }
        // Every kind of model is among them.
        Assert.Equal(["catboost", "lightgbm", "prophet", "sklearn", "statsmodels", "xgboost"], found.Select(f => f[(f.IndexOf('(', StringComparison.Ordinal) + 1)..f.IndexOf(')', StringComparison.Ordinal)]).Distinct().Order());
    }

    // Sums may be made in vectors of another width; the bounds of Prophet's intervals are drawn at random.
    private static bool AreSame(JsonNode? a, JsonNode? b) => (a, b) switch
    {
        (JsonObject x, JsonObject y) => x.Count == y.Count && x.All(e => y.ContainsKey(e.Key) && (e.Key.EndsWith("_lower", StringComparison.Ordinal) || e.Key.EndsWith("_upper", StringComparison.Ordinal) || AreSame(e.Value, y[e.Key]))),
        (JsonArray x, JsonArray y) => x.Count == y.Count && x.Zip(y).All(p => AreSame(p.First, p.Second)),
        (JsonValue x, JsonValue y) when x.GetValueKind() == JsonValueKind.Number && y.GetValueKind() == JsonValueKind.Number =>
            Math.Abs((double)x - (double)y) <= 1e-12 * Math.Max(1, Math.Abs((double)x)),
        _ => JsonNode.DeepEquals(a, b),
    };

    private static IEnumerable<(string Folder, string Request)> Models()
    {
        foreach (var model in ((string[])["sklearn", "lightgbm", "catboost", "xgboost", "statsmodels", "prophet"]).SelectMany(GoldenModel.OfFlavor).Where(m => m.Release == "models-v317"))
            yield return (model.Folder, Request(model.Expected!["input"]!));
        foreach (var (name, expected) in ExpectedPredictions.Of("scoring"))
            // Its country's holidays cannot be given to a pyfunc.
            if (name != "prophet-country-holidays-conditional") yield return (ExpectedPredictions.Folder("scoring", name), Request(expected!["input"]!));
    }

    private static string Request(JsonNode input) => new JsonObject { ["dataframe_split"] = input.DeepClone() }.ToJsonString();

    // What the tests were built with is compiled again, for the machine itself; the next run finds it done.
    private static async Task<string> PublishAsync()
    {
        var compiler = ((string[])["clang", "gcc"]).FirstOrDefault(c => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, c))));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "compiling ahead of time is tested on Linux only");
        Assert.SkipWhen(compiler is null, "there is neither clang nor gcc to link with (apt-get install gcc libc6-dev)");
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        const string Name = "LineaSharp.Scoring.Aot";
        var (build, program) = (Directory.GetParent(AppContext.BaseDirectory)!.Parent!.Parent!.FullName, Path.Combine(SourceTree.Root, "artifacts", "aot-test", configuration, Name));
        var newest = Directory.EnumerateFiles(Path.Combine(build, Name), "*.dll", SearchOption.AllDirectories).Max(File.GetLastWriteTimeUtc);
        if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > newest) return program;
        await RunAsync("dotnet", ["publish", Path.Combine(SourceTree.Root, "tests", Name, Name + ".csproj"), "--no-build", "-c", configuration, "-o", Path.GetDirectoryName(program)!, "-v", "minimal", "--nologo"]);
        return program;
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // A build server that outlives the test would hold on to its output.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {text}{await errors}");
        return text;
    }
}
