using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LineaSharp.Formats;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Formats.Json;

public sealed class JsonFormatTests : FormatConformance<JsonFormatTests.Experiment>
{
    public sealed record Experiment(string Name, DateTimeOffset At, double Score, Dictionary<string, double?> Metrics, Step[] Steps);

    public sealed record Step(int Number, TimeSpan Took);

    protected override IArtifactFormat Format => new JsonFormat();

    protected override Experiment Make() => new(
        "İlk dénemé 😀 \"<&>\" \u2028", new DateTimeOffset(2024, 2, 29, 23, 59, 59, 123, TimeSpan.FromHours(3)), 0.1 + 0.2,
        new() { ["NaN"] = double.NaN, ["inf"] = double.NegativeInfinity, ["none"] = null, ["tiny"] = double.Epsilon },
        [new(1, TimeSpan.FromTicks(1)), new(2, TimeSpan.MaxValue)]);

    protected override void AssertSame(Experiment expected, Experiment actual) => Assert.Equivalent(expected, actual, strict: true);

    public static TheoryData<object> EveryKind() =>
    [
        true, 'x', (sbyte)-1, byte.MaxValue, short.MinValue, int.MinValue, long.MaxValue, ulong.MaxValue, (Half)0.5, 0.1f, 0.1, -0d, 0.1m, decimal.MaxValue,
        Int128.MaxValue, BigInteger.Pow(7, 500), new Complex(1.5, double.NaN), double.NaN, float.PositiveInfinity,
        new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc).AddTicks(1), new DateOnly(2024, 2, 29), new TimeOnly(1, 2, 3), TimeSpan.MinValue,
        Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"), new Uri("https://example.org/ä?b=c"), DayOfWeek.Friday, new Version(1, 2, 3),
        (1, "two", 3.0), Tuple.Create(1, "two"), new KeyValuePair<string, int>("a", 1), new { Name = "x", Values = new[] { 1, 2 } },
        new[] { "a", null, "" }, new[] { new[] { 1.5 }, [] }, new List<decimal> { 1.10m }, new Dictionary<int, string> { [3] = "x" },
        new HashSet<string> { "a" }, ImmutableArray.Create(1, 2), new Vector3(1, 2, 3), new DayOfWeek?[] { null, DayOfWeek.Monday },
    ];

    [Theory]
    [MemberData(nameof(EveryKind), DisableDiscoveryEnumeration = true)]
    public async Task Every_kind_of_value_comes_back(object value)
    {
        using var saved = await SavedFiles.SaveAsync(Format, value);

        var copy = await saved.LoadAsync(value.GetType());

        Assert.Equal(value.GetType(), copy.GetType());
        // Anonymous types compare their arrays by reference.
        if (value.GetType().Name.StartsWith('<')) Assert.Equivalent(value, copy, strict: true);
        else Assert.Equal(value, copy);
    }

    internal struct Point
    {
        public double X;
        public double Y { get; set; }
    }

    internal sealed class Line
    {
        public double Slope { get; private set; }
        public double Doubled => Slope * 2;
        public List<Point> Points { get; init; } = [];

        public void Fit() => Slope = 2.5;
    }

    [Fact]
    public async Task Fields_private_setters_and_computed_properties_are_no_trouble()
    {
        var line = new Line { Points = [new() { X = 1, Y = 2 }] };
        line.Fit();

        using var saved = await SavedFiles.SaveAsync(Format, line);
        var copy = await saved.LoadAsync<Line>();

        Assert.Equal(2.5, copy.Slope);
        Assert.Equal(new Point { X = 1, Y = 2 }, Assert.Single(copy.Points));
    }

    [Fact]
    public async Task Untyped_it_is_a_node()
    {
        using var saved = await SavedFiles.SaveAsync(Format, new Step(3, TimeSpan.Zero));

        var node = Assert.IsAssignableFrom<JsonNode>(await saved.LoadAsync<object>());

        Assert.Equal(3, (int)node["Number"]!);
    }

    [Fact]
    public async Task Nodes_and_elements_are_saved_as_what_they_hold()
    {
        JsonNode[] nodes = [new JsonObject { ["a"] = 1 }, new JsonArray(1, "x"), JsonValue.Create(5), JsonValue.Create(new Step(1, TimeSpan.Zero))!];
        foreach (var node in nodes)
        {
            using var saved = await SavedFiles.SaveAsync(Format, node);
            Assert.Equal(node.ToJsonString(), (await saved.LoadAsync<JsonNode>()).ToJsonString());
        }
        using var element = await SavedFiles.SaveAsync(Format, JsonDocument.Parse("[1,2]").RootElement);
        Assert.Equal([1, 2], await element.LoadAsync<List<int>>());
    }

    [Fact]
    public async Task A_lazy_sequence_is_enumerated_once_and_comes_back_as_a_list()
    {
        var times = 0;
        IEnumerable<int> Numbers()
        {
            times++;
            for (var i = 0; i < 100_000; i++) yield return i;
        }

        using var saved = await SavedFiles.SaveAsync(Format, Numbers().Where(i => i % 2 == 0));

        Assert.Equal(1, times);
        Assert.Equal(50_000, (await saved.LoadAsync<List<int>>()).Count);
    }

    [Fact]
    public async Task The_file_is_indented_utf8_that_people_can_read()
    {
        using var saved = await SavedFiles.SaveAsync(Format, new { Größe = 1.5, Name = "ñ <b>" });

        var text = await File.ReadAllTextAsync(saved.PathOf(Assert.Single(saved.Manifest.Files)));

        Assert.Equal("{\n  \"Größe\": 1.5,\n  \"Name\": \"ñ <b>\"\n}", text);
        Assert.Equal("value.json", saved.Manifest.Files[0].Path);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused_wherever_it_is()
    {
        foreach (var value in new object[] { "a\uD83D", new[] { "\uDE00" }, new Dictionary<string, int> { ["\uD83D"] = 1 }, '\uD83D', JsonValue.Create("\uD83D") })
        {
            var error = await Assert.ThrowsAsync<LineaException>(() => SavedFiles.SaveAsync(Format, value));
            Assert.Equal(ErrorCode.NotSupported, error.Code);
            Assert.Contains("surrogate", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_json_is_corrupt()
    {
        foreach (var text in new[] { "", "{", "hello", "[1,]", "[1] [2]", "{\"a\":1,}", "\"\u0001\"", "nul", "{\"Number\": 1, \"Took\": \"00:00:01\"" })
        {
            using var saved = await SavedFiles.OfAsync(Format, ("value.json", System.Text.Encoding.UTF8.GetBytes(text)));
            var error = await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync<Step>());
            Assert.True(error.Code == ErrorCode.CorruptArtifact, $"{text}: {error.Message}");
        }
    }

    [Fact]
    public async Task A_long_file_that_is_no_json_at_its_end_is_corrupt_whatever_it_is_asked_as()
    {
        var text = $"[\"{new string('x', 3_000_000)}\", {string.Join(",", Enumerable.Range(0, 100_000))}, oops]";
        using var saved = await SavedFiles.OfAsync(Format, ("value.json", System.Text.Encoding.UTF8.GetBytes(text)));

        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync<List<int>>())).Code);
        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync<JsonNode>())).Code);
    }

    [Fact]
    public async Task A_null_in_the_file_is_no_value()
    {
        using var saved = await SavedFiles.OfAsync(Format, ("value.json", "null"u8.ToArray()));

        Assert.Equal(ErrorCode.TypeMismatch, (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync<Step>())).Code);
        Assert.Equal(ErrorCode.TypeMismatch, (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync<JsonNode>())).Code);
    }

    [Fact]
    public async Task Nesting_beyond_the_limit_is_told_and_not_a_broken_stack()
    {
        var nested = new string('[', 100_000);
        using var saved = await SavedFiles.OfAsync(Format, ("value.json", System.Text.Encoding.UTF8.GetBytes(nested)));

        await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync<JsonNode>());
    }

    [Fact]
    public void Values_of_packages_that_have_formats_of_their_own_are_left_to_them()
    {
        Assert.False(Format.CanSave(new Microsoft.ML.OnnxRuntime.InferenceSession()));
        Assert.True(Format.CanSave(new object()));
    }

    [Fact]
    public async Task Options_of_the_callers_own_are_used_for_writing_and_reading()
    {
        var format = new JsonFormat(new JsonSerializerOptions(JsonFormat.DefaultOptions)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Converters = { new JsonStringEnumConverter() },
            WriteIndented = false,
        });

        using var saved = await SavedFiles.SaveAsync(format, new { Day = DayOfWeek.Friday, Z = new Complex(1, 2) });

        Assert.Equal("{\"day\":\"Friday\",\"z\":{\"Real\":1,\"Imaginary\":2}}", await File.ReadAllTextAsync(saved.PathOf(saved.Manifest.Files[0])));
    }
}
