using System.Diagnostics;
using System.Text.RegularExpressions;
using LineaSharp.Tests.Rules;
using Xunit;

namespace LineaSharp.MLNet.Tests;

public sealed partial class DocsTests
{
    [Fact]
    public void Every_piece_of_CSharp_in_the_documents_is_compiled()
    {
        var sources = Directory.GetFiles(Path.Combine(SourceTree.Root, "tests", "LineaSharp.DocsExamples"), "*.cs")
            .Append(Path.Combine(SourceTree.Root, "samples", "ScoringService", "Program.cs")).Select(f => Trimmed(File.ReadAllText(f))).ToList();
        var documents = Directory.GetFiles(Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Where(f => !f.Contains("adr", StringComparison.Ordinal)).Append(Path.Combine(SourceTree.Root, "README.md"));

        var pieces = documents.SelectMany(document => CSharpBlock().Matches(File.ReadAllText(document).ReplaceLineEndings("\n"))
            .SelectMany(block => Trimmed(block.Groups[1].Value).Trim('\n').Split("\n\n"), (_, piece) => (Document: Path.GetFileName(document), Code: piece))).ToList();

        Assert.True(pieces.Count > 5);
        Assert.All(pieces, piece => Assert.True(sources.Exists(s => s.Contains(piece.Code, StringComparison.Ordinal)), $"{piece.Document} has code that is compiled nowhere:\n{piece.Code}"));
    }

    [Fact]
    public async Task The_example_in_the_README_runs_in_an_empty_home()
    {
        var folder = Directory.CreateTempSubdirectory("linea-readme-");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LineaSharp.DocsExamples.dll")])
        {
            WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["HOME"] = folder.FullName;
        foreach (var variable in start.Environment.Keys.Where(k => k.StartsWith("LINEA_", StringComparison.Ordinal) || k.StartsWith("MLFLOW_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, errors);
        Assert.Contains("The example works.", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.FullName, ".linea", "linea.db")));
        Assert.True(File.Exists(Path.Combine(folder.FullName, "mlflow.db")));
        folder.Delete(recursive: true);
    }

    private static string Trimmed(string code) => string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
