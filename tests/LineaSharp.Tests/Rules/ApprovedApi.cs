using System.Reflection;
using PublicApiGenerator;
using Xunit;

namespace LineaSharp.Tests.Rules;

/// <summary>The public API of a package as text, approved by whoever commits it.</summary>
internal static class ApprovedApi
{
    /// <summary>Compares the API of an assembly with <c>Approved/&lt;assembly&gt;.txt</c> of the test project; <c>LINEA_APPROVE=1</c> writes that file.</summary>
    public static void Check(Assembly assembly)
    {
        var file = Path.Combine(SourceTree.TestProject, "Approved", assembly.GetName().Name + ".txt");
        var actual = TextOf(assembly);
        if (Environment.GetEnvironmentVariable("LINEA_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }
        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (actual != approved) Assert.Fail(Difference(approved, actual, file));
    }

    // The runner's attributes carry the path of the source file on the machine that compiled it; the compiler's name for an iterator counts the members before it.
    private static readonly string[] NotPartOfTheApi =
        ["Xunit.FactAttribute", "Xunit.TheoryAttribute", "Xunit.InlineDataAttribute", "Xunit.MemberDataAttribute", "System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute"];

    public static string TextOf(Assembly assembly) =>
        assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false, ExcludeAttributes = NotPartOfTheApi }).ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private static string Difference(string approved, string actual, string file)
    {
        var before = approved.Split('\n');
        var now = actual.Split('\n');
        var gone = before.Except(now).Select(line => "- " + line.Trim());
        var added = now.Except(before).Select(line => "+ " + line.Trim());
        return $"""
            The public API is not the approved one. If the change is meant, run the test again with LINEA_APPROVE=1 and commit {file}.
            {string.Join('\n', gone.Concat(added).Take(60))}
            """;
    }
}
