using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using LineaSharp.Internal.Yaml;
using LineaSharp.Tests.Models;
using Xunit;

namespace LineaSharp.Tests.Internal.Yaml;

public sealed class YamlTests
{
    private static readonly string[] Tricky =
    [
        "", " ", "yes", "No", "on", "OFF", "y", "n", "true", "null", "~", "1", "1.10", "0123", "0o17", "0x1F", "0b1", "1_000", "1e3", "1E5", "1.5e+3", ".5", "-.inf", ".NaN", "12:30", "12:30:45",
        "2024-01-01", "2024-01-01 00:00:00", "2024-01-01T00:00:00Z", "2024-1-1", "2024-01", "=", "<<", "-", "- a", "? a", "a: b", "a #b", "#a", "&a", "*a", "!a", "!!str a", "|", ">", "%a", "@a", "`a", "[a]", "{a}", "a,b",
        "'", "\"", "it's", "a\\b", " a", "a ", "a\nb", "\n", "a\n\n", "a\tb", "\t", "\r", "a\r\nb", "\0", "\u0007", "\u0085", "\u2028", "\ufeff", "\u00a0", "ü", "日本", "😀", "a😀b", "---", "...", "--- a", "key:", ":", ":a", "a:b",
        "mlflow-artifacts:/1/models/m-1/artifacts", "s3://bucket/x y", "3.17.2", "1.2.10", "m-80096086d17845f08a13927d46314bf2", "320552", "320e552", "pandas==3.1.1", "-r requirements.txt", "C:\\x", "//x", "a//b:///c",
        new string('x', 300), string.Join(' ', Enumerable.Repeat("words", 60)), "a\n  b\n c", "\u007f", "\u0080",
    ];

    [Fact]
    public void Text_comes_back_as_the_same_text_in_PyYAML_and_here()
    {
        Assert.SkipUnless(PyYaml.IsHere, PyYaml.Reason);
        var map = Tricky.Select((text, i) => (Key: $"k{i}", text)).ToDictionary(e => e.Key, e => (object?)e.text);

        var yaml = YamlWriter.Write(map);
        var python = PyYaml.Load(yaml)!.AsObject();

        foreach (var (key, text) in map) Assert.Equal(text, (string?)python[key]);
        Assert.Equal(map, (IReadOnlyDictionary<string, object?>)YamlReader.Read(yaml, "test").ToPlain()!);
    }

    [Fact]
    public void Keys_come_back_as_the_same_text_in_PyYAML_and_here()
    {
        Assert.SkipUnless(PyYaml.IsHere, PyYaml.Reason);
        var map = Tricky.Distinct().ToDictionary(text => text, text => (object?)"v");

        var yaml = YamlWriter.Write(map);

        Assert.Equal(map.Keys.Order(StringComparer.Ordinal), PyYaml.Load(yaml)!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal(map.Count, YamlReader.Read(yaml, "test").Map!.Count);
    }

    [Fact]
    public void Random_text_comes_back_the_same()
    {
        Assert.SkipUnless(PyYaml.IsHere, PyYaml.Reason);
        var random = new Random(3);
        string Text() => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => new Rune(random.Next(8) switch
        {
            0 => random.Next(0x20),
            1 => random.Next(0x7f, 0xa1),
            2 => random.Next(0x1f300, 0x1f600),
            3 => random.Next(0x2000, 0x2070),
            4 => " \n:#-'\""[random.Next(7)],
            _ => random.Next(0x20, 0x7f),
        }).ToString()));
        var list = Enumerable.Range(0, 2_000).Select(_ => (object?)Text()).ToArray();

        var yaml = YamlWriter.Write(new Dictionary<string, object?> { ["list"] = list });

        Assert.Equal(list, PyYaml.Load(yaml)!["list"]!.AsArray().Select(n => (object?)(string?)n));
        Assert.Equal(list, (IReadOnlyList<object?>)YamlReader.Read(yaml, "test").Map!["list"].ToPlain()!);
    }

    [Fact]
    public void Values_of_every_kind_come_back_the_same_in_PyYAML()
    {
        Assert.SkipUnless(PyYaml.IsHere, PyYaml.Reason);
        var yaml = YamlWriter.Write(new Dictionary<string, object?>
        {
            ["null"] = null, ["true"] = true, ["long"] = long.MinValue, ["big"] = BigInteger.Pow(10, 30), ["one"] = 1.0, ["tiny"] = 1e-300, ["huge"] = 1.5e300, ["e15"] = 1e15, ["nan"] = double.NaN,
            ["inf"] = double.NegativeInfinity, ["time"] = new DateTime(2024, 1, 2, 3, 4, 5), ["offset"] = new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), ["date"] = new DateOnly(2024, 1, 2),
            ["empty map"] = new Dictionary<string, object?>(), ["empty list"] = Array.Empty<object?>(), ["nested"] = new object?[] { new object?[] { 1L, Array.Empty<object?>() }, new Dictionary<string, object?> { ["a"] = new object?[] { null } } },
        });

        var python = PyYaml.Load(yaml)!.AsObject();

        Assert.Equal(
            """
            {"null":null,"true":true,"long":-9223372036854775808,"big":1000000000000000000000000000000,"one":{"float":"1.0"},"tiny":{"float":"1e-300"},"huge":{"float":"1.5e\u002B300"},"e15":{"float":"1000000000000000.0"},"nan":{"python":"nan"},"inf":{"python":"-inf"},"time":{"python":"datetime.datetime(2024, 1, 2, 3, 4, 5)"},"offset":{"python":"datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200)))"},"date":{"python":"datetime.date(2024, 1, 2)"},"empty map":{},"empty list":[],"nested":[[1,[]],{"a":[null]}]}
            """.Trim(),
            new JsonObject(Order.Select(key => KeyValuePair.Create(key, python[key]?.DeepClone()))).ToJsonString());
    }

    private static readonly string[] Order = ["null", "true", "long", "big", "one", "tiny", "huge", "e15", "nan", "inf", "time", "offset", "date", "empty map", "empty list", "nested"];

    [Theory]
    [InlineData("yes", true)]
    [InlineData("0x1F", 31L)]
    [InlineData("017", 15L)]
    [InlineData("0b101", 5L)]
    [InlineData("1_000", 1000L)]
    [InlineData("-12", -12L)]
    [InlineData("1:30", 90L)]
    [InlineData("1:30.5", 90.5)]
    [InlineData("1.5e+3", 1500.0)]
    [InlineData("1e3", "1e3")]
    [InlineData("08", "08")]
    [InlineData("-.INF", double.NegativeInfinity)]
    [InlineData("~", null)]
    [InlineData("1.2.3", "1.2.3")]
    public void Unquoted_words_mean_what_they_mean_to_PyYAML(string word, object? expected)
    {
        Assert.Equal(expected, YamlReader.Read($"a: {word}", "test").Map!["a"].Value);
        Assert.SkipUnless(PyYaml.IsHere, PyYaml.Reason);
        var python = PyYaml.Load($"a: {word}")!["a"];
        Assert.Equal(expected switch { double d when double.IsFinite(d) => $$"""{"float":"{{YamlScalar.Write(d)}}"}""", double => """{"python":"-inf"}""", string s => $"\"{s}\"", null => null, _ => expected.ToString()!.ToLowerInvariant() }, python?.ToJsonString());
    }
}
