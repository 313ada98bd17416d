using System.Globalization;
using Xunit;

namespace LineaSharp.Tests;

public sealed class ArtifactRefTests
{
    [Theory]
    [InlineData("model", "model", null, null, "model")]
    [InlineData("model:0", "model", 0, null, "model:0")]
    [InlineData("model:3", "model", 3, null, "model:3")]
    [InlineData("model:2147483647", "model", int.MaxValue, null, "model:2147483647")]
    [InlineData("model:latest", "model", null, null, "model")]
    [InlineData("model@champion", "model", null, "champion", "model@champion")]
    [InlineData("two words.csv@a-b_1", "two words.csv", null, "a-b_1", "two words.csv@a-b_1")]
    public void A_reference_is_read_and_written(string text, string name, int? version, string? alias, string written)
    {
        var reference = ArtifactRef.Parse(text);

        Assert.Equal((name, version, alias), (reference.Name, reference.Version, reference.Alias));
        Assert.Equal(written, reference.ToString());
        Assert.Equal(reference, ArtifactRef.Parse(reference.ToString()));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData(":3", "it is empty")]
    [InlineData("@a", "it is empty")]
    [InlineData("a/b:3", "it has '/'")]
    [InlineData("model:", "after ':' stands a number")]
    [InlineData("model:-1", "after ':' stands a number")]
    [InlineData("model:+1", "after ':' stands a number")]
    [InlineData("model: 1", "after ':' stands a number")]
    [InlineData("model:1.0", "after ':' stands a number")]
    [InlineData("model:２", "after ':' stands a number")]
    [InlineData("model:2147483648", "after ':' stands a number")]
    [InlineData("model:Latest", "after ':' stands a number")]
    [InlineData("model:3@champion", "after ':' stands a number")]
    [InlineData("model@champion:3", "an alias is 1 to 255 of the characters")]
    [InlineData("model@", "an alias is 1 to 255 of the characters")]
    [InlineData("model@a\n", "an alias is 1 to 255 of the characters")]
    [InlineData("model@ä", "an alias is 1 to 255 of the characters")]
    [InlineData("model@latest", "the newest version is written 'name' or 'name:latest'")]
    [InlineData("model@v3", "it reads as a version number")]
    [InlineData("model@007", "it reads as a version number")]
    public void What_is_no_reference_is_told_with_the_reason(string text, string reason)
    {
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => ArtifactRef.Parse(text)).Message, StringComparison.Ordinal);
        Assert.False(ArtifactRef.TryParse(text, out _));
    }

    [Fact]
    public void An_alias_has_at_most_255_characters()
    {
        Assert.Equal(255, ArtifactAlias.Check(new string('a', 255)).Length);
        Assert.Throws<ArgumentException>(() => ArtifactAlias.Check(new string('a', 256)));
    }

    [Fact]
    public void A_version_and_an_alias_together_are_refused() => Assert.Throws<ArgumentException>(() => new ArtifactRef("model", 3, "champion"));

    [Fact]
    public void A_negative_version_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ArtifactRef("model", -1));

    [Fact]
    public void References_to_one_name_in_two_spellings_are_equal() =>
        Assert.Equal(ArtifactRef.Parse("caf\u00E9:1"), ArtifactRef.Parse("cafe\u0301:1"));

    [Fact]
    public void A_version_is_written_alike_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
        try
        {
            Assert.Equal("model:12", new ArtifactRef("model", 12).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
