using System.Text.RegularExpressions;
using Xunit;

namespace LineaSharp.Tests.Rules;

/// <summary>House rules that a search in the source can tell.</summary>
public sealed class SourceRuleTests
{
    // The time comes from a TimeProvider.
    private const string Clock = @"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b";

    // Blocking is done in one place; and where Parquet is read by native code, on a thread of its own.
    private const string Block = @"\.GetAwaiter\(\)\s*\.GetResult\(\)|\.Result\b(?!\s*[({=])|\.Wait\(";

    // Errors are translated or told, not swallowed.
    private const string Swallow = @"catch(\s*\(Exception(\s+\w+)?\))?\s*\{\s*\}";

    [Fact]
    public void No_source_asks_the_systems_clock() => Assert.Empty(Found(Clock));

    [Fact]
    public void No_source_blocks_but_Blocking() => Assert.Empty(Found(Block, "src/LineaSharp/Internal/Blocking.cs", "src/LineaSharp.DataFrames/Parquet/ParquetInput.cs"));

    [Fact]
    public void No_source_swallows_every_exception() => Assert.Empty(Found(Swallow));

    [Theory]
    [InlineData(Clock, "var now = DateTime.UtcNow;")]
    [InlineData(Clock, "DateTimeOffset.Now.Ticks")]
    [InlineData(Block, "task.GetAwaiter().GetResult();")]
    [InlineData(Block, "return LoadAsync().Result;")]
    [InlineData(Block, "task.Wait();")]
    [InlineData(Swallow, "catch { }")]
    [InlineData(Swallow, "catch (Exception e)\n{\n}")]
    public void The_rules_find_what_breaks_them(string rule, string code) => Assert.Matches(rule, SourceTree.WithoutComments(code));

    [Theory]
    [InlineData(Clock, "// DateTime.UtcNow is not used")]
    [InlineData(Block, "/// <summary>See Task.Result.</summary>")]
    [InlineData(Block, "reply.Result = 3;")]
    [InlineData(Swallow, "catch (IOException) { }")]
    public void The_rules_pass_over_what_keeps_them(string rule, string code) => Assert.DoesNotMatch(rule, SourceTree.WithoutComments(code));

    [Fact]
    public void The_search_reads_the_source() => Assert.Contains(SourceTree.Code(), file => file.Path == "src/LineaSharp/Linea.cs" && file.Code.Contains("class Linea", StringComparison.Ordinal));

    private static IEnumerable<string> Found(string rule, params string[] except) =>
        from file in SourceTree.Code()
        where !except.Contains(file.Path)
        from match in Regex.Matches(file.Code, rule)
        select $"{file.Path}:{file.Code.AsSpan(0, match.Index).Count('\n') + 1}: {match.Value}";
}
