using Xunit;

namespace LineaSharp.Tests;

public sealed class ArtifactNameTests
{
    [Theory]
    [InlineData("model")]
    [InlineData("a")]
    [InlineData("v1.2 final.csv")]
    [InlineData("モデル")]
    [InlineData("модель")]
    [InlineData("🚀 rocket 👩‍🔬")]
    [InlineData("...")]
    [InlineData(".hidden")]
    [InlineData("CON")]
    [InlineData("50%2F")]
    [InlineData("a'b\"c;--")]
    public void A_name_may_be_any_text(string name) => Assert.Equal(name, ArtifactName.Check(name));

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData(" model", "it starts with white space")]
    [InlineData("model\u00A0", "it ends with white space")]
    [InlineData(" ", "it starts with white space")]
    [InlineData("a\0b", "it has the control character U+0000 at position 1")]
    [InlineData("a\nb", "it has the control character U+000A at position 1")]
    [InlineData("a\u0085b", "it has the control character U+0085 at position 1")]
    [InlineData("a/b", "it has '/', and a name is no path")]
    [InlineData("a\\b", "it has '\\', and a name is no path")]
    [InlineData("a:3", "it has ':', which stands before a version")]
    [InlineData("a@b", "it has '@', which stands before an alias")]
    [InlineData(".", "it reads as a folder")]
    [InlineData("..", "it reads as a folder")]
    [InlineData("a\uFFFF", "it has U+FFFF, which is no character, at position 1")]
    public void A_refused_name_is_told_with_the_reason(string name, string reason)
    {
        var error = Assert.Throws<ArgumentException>(() => ArtifactName.Check(name));

        Assert.StartsWith("The artifact name '", error.Message, StringComparison.Ordinal);
        Assert.Contains("' is refused: " + reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message.Replace(Environment.NewLine, "", StringComparison.Ordinal), c => char.IsControl(c));
    }

    // A lone surrogate cannot be attribute data: it does not survive the assembly's UTF-8.
    [Theory]
    [InlineData(0xD83D, false)]
    [InlineData(0xD83D, true)]
    [InlineData(0xDE80, false)]
    public void A_lone_surrogate_is_refused(int surrogate, bool inside)
    {
        var name = "a" + (char)surrogate + (inside ? "b" : "");

        Assert.Contains("a lone surrogate", Assert.Throws<ArgumentException>(() => ArtifactName.Check(name)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_has_at_most_250_characters()
    {
        Assert.Equal(250, ArtifactName.Check(new string('x', 250)).Length);

        Assert.Contains("it is 251 characters long, more than 250", Assert.Throws<ArgumentException>(() => ArtifactName.Check(new string('x', 251))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_an_argument_error() => Assert.Throws<ArgumentNullException>(() => ArtifactName.Check(null));

    [Fact]
    public void Two_spellings_of_one_name_are_one_name() => Assert.Equal(ArtifactName.Check("caf\u00E9"), ArtifactName.Check("cafe\u0301"));

    [Fact]
    public void Case_counts() => Assert.NotEqual(ArtifactName.Check("Model"), ArtifactName.Check("model"));
}
