using LineaSharp.Formats;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Formats;

public sealed class TextFormatTests : FormatConformance<string>
{
    protected override IArtifactFormat Format => new TextFormat();

    protected override string Make() => "ünïcödé\r\n\tİstanbul 😀 1,5\0end";

    protected override void AssertSame(string expected, string actual) => Assert.Equal(expected, actual);

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFFbegins with a byte order mark")]
    [InlineData("\uFFFD\uFFFF")]
    public async Task Any_text_comes_back_as_it_was(string text)
    {
        using var saved = await SavedFiles.SaveAsync(Format, text);

        Assert.Equal(text, await saved.LoadAsync<string>());
    }

    [Fact]
    public async Task A_long_text_with_pairs_across_every_block_boundary_comes_back()
    {
        var text = "x" + string.Concat(Enumerable.Repeat("😀", 200_000));

        using var saved = await SavedFiles.SaveAsync(Format, text);

        Assert.Equal(text, await saved.LoadAsync<string>());
    }

    [Fact]
    public async Task The_file_is_utf8_without_a_mark()
    {
        using var saved = await SavedFiles.SaveAsync(Format, "é");

        Assert.Equal("value.txt", Assert.Single(saved.Manifest.Files).Path);
        Assert.Equal([0xC3, 0xA9], await File.ReadAllBytesAsync(saved.PathOf(saved.Manifest.Files[0])));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused_with_its_place()
    {
        // Not as test data: attributes are stored in UTF-8, which cannot hold them either.
        foreach (var (text, place) in new[] { ("abc\uD83D", 3), ("\uDE00abc", 0), ("😀\uD83D\uD83D\uDE00", 2) })
        {
            var error = await Assert.ThrowsAsync<LineaException>(() => SavedFiles.SaveAsync(Format, text));

            Assert.Equal(ErrorCode.NotSupported, error.Code);
            Assert.Contains($"character {place} ", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE })]
    [InlineData(new byte[] { (byte)'a', 0xC3 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    public async Task A_file_that_is_no_utf8_is_corrupt(byte[] bytes)
    {
        using var saved = await SavedFiles.OfAsync(Format, ("value.txt", bytes));

        var error = await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync<string>());

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }
}
