using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using LineaSharp.Formats;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Formats.Json;

public sealed class JsonPropertyTests
{
    private readonly JsonFormat _format = new();

    public sealed record Row(long Id, string Text, double? Number, Dictionary<string, float> Values, DateTime At, List<Row> Below);

    [Fact]
    public async Task Any_record_comes_back()
    {
        var text = Gen.String.Select(s => new string([.. s.Where(c => !char.IsSurrogate(c))]));
        var row = Gen.Recursive<Row>((depth, self) => Gen.Select(
            Gen.Long, text, Gen.Double.Nullable(), Gen.Dictionary(text, Gen.Single)[0, 4], Gen.DateTime, depth < 3 ? self.List[0, 2] : Gen.Const(new List<Row>()),
            (id, t, number, values, at, below) => new Row(id, t, number, values, at, below)));

        await row.SampleAsync(async value =>
        {
            using var saved = await SavedFiles.SaveAsync(_format, value);
            AssertEqual(value, await saved.LoadAsync<Row>());
        }, iter: 300);
    }

    [Fact]
    public async Task Any_bytes_end_in_a_value_or_an_error_of_ours()
    {
        string[] pieces = ["{", "}", "[", "]", ",", ":", "\"Id\"", "\"Text\"", "\"x\"", "\"Below\"", "1", "-0", "1e999", "null", "true", " ", "\\", "\"", "\"\\ud800\"", "\"Values\"", "\"At\"", "\"2024-01-01\"", "NaN", "é"];
        var bytes = Gen.OneOf(
            Gen.Byte.Array[0, 50],
            Gen.Int[0, pieces.Length - 1].Array[0, 20].Select(p => Encoding.UTF8.GetBytes(string.Concat(p.Select(i => pieces[i])))));

        await bytes.SampleAsync(async value =>
        {
            using var saved = await SavedFiles.OfAsync(_format, ("value.json", value));
            foreach (var type in new[] { typeof(Row), typeof(JsonNode), typeof(List<Row>), typeof(Dictionary<string, double>), typeof(string) })
                try
                {
                    Assert.IsAssignableFrom(type, await saved.LoadAsync(type));
                }
                catch (LineaException e)
                {
                    Assert.True(e.Code is ErrorCode.CorruptArtifact or ErrorCode.TypeMismatch);
                }
        }, iter: 1_000);
    }

    private static void AssertEqual(Row expected, Row actual)
    {
        Assert.Equal(expected with { Values = null!, Below = null! }, actual with { Values = null!, Below = null! });
        Assert.Equal(expected.At.Kind, actual.At.Kind);
        Assert.Equal(expected.Values.OrderBy(v => v.Key, StringComparer.Ordinal), actual.Values.OrderBy(v => v.Key, StringComparer.Ordinal));
        Assert.Equal(expected.Below.Count, actual.Below.Count);
        foreach (var (e, a) in expected.Below.Zip(actual.Below)) AssertEqual(e, a);
    }
}
