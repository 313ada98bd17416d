using System.Text.Json.Nodes;
using LineaSharp.Scoring.Sklearn.Text;
using Xunit;

namespace LineaSharp.Scoring.Tests.Sklearn;

/// <summary>Token patterns against Python's own re, over all of Unicode.</summary>
public sealed class TokenPatternTests
{
    private static readonly Lazy<JsonObject> Python = new(() =>
        RandomModels.Run(["-I", Path.Combine(AppContext.BaseDirectory, "Sklearn", "token_patterns.py"), "5"], out var lines) == 0 ? JsonNode.Parse(lines[0])!.AsObject()
            : throw new InvalidOperationException("token_patterns.py failed: " + string.Join('\n', lines.TakeLast(5))));

    [Theory]
    [InlineData(@"\w")]
    [InlineData(@"\d")]
    [InlineData(@"\s")]
    public void A_class_has_the_characters_that_Python_puts_into_it(string pattern)
    {
        Assert.SkipUnless(RandomModels.AreHere, RandomModels.Reason);
        var wanted = Codes(Python.Value["classes"]![pattern]!).ToHashSet();
        var own = TokenPattern.Parse(pattern)!;

        // Characters that were added to Unicode since that Python are not asked.
        var different = Codes(Python.Value["assigned"]!).Where(code => own.Find(char.ConvertFromUtf32(code)).Any() != wanted.Contains(code)).ToArray();

        Assert.True(different.Length == 0, string.Join(", ", different.Select(c => $"U+{c:X4}")));
        Assert.NotEmpty(wanted);
    }

    [Fact]
    public void Tokens_are_those_of_findall()
    {
        Assert.SkipUnless(RandomModels.AreHere, RandomModels.Reason);
        var cases = Python.Value["tokens"]!.AsArray();

        foreach (var item in cases)
            Assert.Equal(item!["tokens"]!.AsArray().Select(t => (string?)t), TokenPattern.Parse((string)item["pattern"]!)!.Find((string)item["text"]!));

        Assert.True(cases.Count > 5000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a+")]
    [InlineData(@"(\w+)")]
    [InlineData(@"(?i)\w+")]
    [InlineData(@"\w*")]
    [InlineData(@"\w+?")]
    [InlineData(@"\w++")]
    [InlineData(@"\w{2,1}")]
    [InlineData(@"\w{x}")]
    [InlineData(@"\w{2}{3}")]
    [InlineData(@"\w{99999999999}")]
    [InlineData(@"[a-z]\w+")]
    [InlineData(@"\w+|\d+")]
    [InlineData(@"\w+\b\w+")]
    [InlineData(@"\w+$")]
    [InlineData(@"[]a]+")]
    [InlineData("[a-z")]
    [InlineData("[z-a]+")]
    [InlineData(@"[\n]+")]
    [InlineData(@"\B\w+")]
    [InlineData(@"\b")]
    [InlineData("\\")]
    public void Another_pattern_is_none(string pattern) => Assert.Null(TokenPattern.Parse(pattern));

    [Fact]
    public void A_long_text_without_a_boundary_takes_no_longer_than_its_length() =>
        Assert.Empty(TokenPattern.Parse(@"[a-z]+\b")!.Find(new string('a', 2_000_000) + "1"));

    private static IEnumerable<int> Codes(JsonNode ranges) => ranges.AsArray().SelectMany(r => Enumerable.Range((int)r![0]!, (int)r[1]! - (int)r[0]! + 1));
}
