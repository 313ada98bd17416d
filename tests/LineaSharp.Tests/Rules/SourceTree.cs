using System.Reflection;
using System.Text.RegularExpressions;

namespace LineaSharp.Tests.Rules;

/// <summary>The repository that the tests were built from.</summary>
internal static class SourceTree
{
    /// <summary>The repository's folder, found by walking up from the test's own binary.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of this test project.</summary>
    public static string TestProject { get; } = Path.Combine(Root, "tests", Assembly.GetExecutingAssembly().GetName().Name!);

    /// <summary>The C# files below <c>src</c>: path relative to the repository, and the text without comments.</summary>
    public static IEnumerable<(string Path, string Code)> Code() =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !relative.Contains("/obj/", StringComparison.Ordinal) && !relative.Contains("/bin/", StringComparison.Ordinal)
        select (relative, WithoutComments(File.ReadAllText(file)));

    /// <summary>The text with comments blanked out; lines keep their numbers.</summary>
    public static string WithoutComments(string code) => Regex.Replace(code, @"(?<![:""])//[^\n]*", "");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "LineaSharp.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"No folder above '{AppContext.BaseDirectory}' has LineaSharp.slnx: run these tests from a build inside the repository.");
    }
}
