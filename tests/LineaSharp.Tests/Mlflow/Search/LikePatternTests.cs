using CsCheck;
using LineaSharp.Mlflow.Search;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Search;

public sealed class LikePatternTests
{
    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "ABC", false)]
    [InlineData("abc", "a%", true)]
    [InlineData("abc", "%c", true)]
    [InlineData("abc", "%b", false)]
    [InlineData("abc", "_b_", true)]
    [InlineData("abc", "__", false)]
    [InlineData("", "%", true)]
    [InlineData("", "", true)]
    [InlineData("", "_", false)]
    [InlineData("aXbXc", "a%X%c", true)]
    [InlineData("mississippi", "m%iss%pi", true)]
    [InlineData("a.c", "a.c", true)]
    [InlineData("abc", "a.c", false)]
    [InlineData("😀x", "_x", true)]
    [InlineData("a\nb", "a%b", true)]
    public void A_pattern_matches(string text, string pattern, bool matches) => Assert.Equal(matches, LikePattern.Matches(text, pattern, ignoreCase: false));

    [Fact]
    public void Case_may_be_ignored_beyond_ASCII() => Assert.True(LikePattern.Matches("GRÖSSE", "gr_ss%", ignoreCase: true) && LikePattern.Matches("ÄB", "äb", ignoreCase: true));

    [Fact]
    public void It_agrees_with_a_matcher_that_tries_everything() => Gen.Select(Gen.String[Gen.Char["ab"], 0, 8], Gen.String[Gen.Char["ab%_"], 0, 6]).Sample(
        (text, pattern) => LikePattern.Matches(text, pattern, ignoreCase: false) == Slow(text, pattern));

    private static bool Slow(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        if (pattern.IsEmpty) return text.IsEmpty;
        if (pattern[0] == '%') return Slow(text, pattern[1..]) || (!text.IsEmpty && Slow(text[1..], pattern));
        return !text.IsEmpty && (pattern[0] == '_' || pattern[0] == text[0]) && Slow(text[1..], pattern[1..]);
    }
}
