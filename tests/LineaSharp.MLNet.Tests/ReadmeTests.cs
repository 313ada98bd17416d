using System.Diagnostics;
using LineaSharp.Tests.Rules;
using Xunit;

namespace LineaSharp.MLNet.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void The_example_in_the_README_is_the_one_that_runs()
    {
        var readme = File.ReadAllText(Path.Combine(SourceTree.Root, "README.md"));
        var program = File.ReadAllText(Path.Combine(SourceTree.Root, "tests", "LineaSharp.ReadmeExample", "Program.cs"));

        var example = Between(readme, "```csharp\n", "```");

        var usings = example[..example.IndexOf("\n\n", StringComparison.Ordinal)];
        Assert.Contains(usings, program, StringComparison.Ordinal);
        Assert.Equal(example[(usings.Length + 2)..], Between(program, "// <readme>\n", "// </readme>"));
    }

    [Fact]
    public async Task The_example_in_the_README_runs_in_an_empty_home()
    {
        var folder = Directory.CreateTempSubdirectory("linea-readme-");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LineaSharp.ReadmeExample.dll")])
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

    private static string Between(string text, string start, string end)
    {
        text = text.ReplaceLineEndings("\n");
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
