using System.Text.Json;
using System.Text.Json.Serialization;
using LineaSharp.Formats;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Formats.Json;

public sealed record Reading(string Sensor, double Value, (int, int) Place) { public int Count { get; private set; } = 1; public void Add() => Count++; }

public sealed class Sealed
{
    public int Kept { get; set; }
    public int Lost { get; } = 3;
}

[JsonSerializable(typeof(Reading))]
[JsonSerializable(typeof(List<Reading>))]
[JsonSerializable(typeof(Sealed))]
internal sealed partial class ReadingContext : JsonSerializerContext;

/// <summary>The format without reflection, as in programs compiled ahead of time.</summary>
public sealed class JsonSourceGeneratedTests
{
    // Only what the context knows.
    private readonly JsonFormat _format = new(new JsonSerializerOptions(JsonFormat.DefaultOptions) { TypeInfoResolver = ReadingContext.Default });

    [Fact]
    public async Task Types_of_a_context_come_back()
    {
        var reading = new Reading("s1", double.NaN, (3, 4));
        reading.Add();
        List<Reading> readings = [reading];

        using var saved = await SavedFiles.SaveAsync(_format, readings);

        Assert.Equal(readings, await saved.LoadAsync<List<Reading>>());
    }

    [Fact]
    public async Task The_promises_hold_there_as_well()
    {
        var error = await Assert.ThrowsAsync<LineaException>(() => SavedFiles.SaveAsync(_format, new Sealed()));

        Assert.Contains("'Lost' would be saved and never come back", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_type_outside_the_context_is_refused_with_the_way_out()
    {
        var error = await Assert.ThrowsAsync<LineaException>(() => SavedFiles.SaveAsync(_format, new Version(1, 2)));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("[JsonSerializable(typeof(Version))]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_is_an_addition_where_reflection_is_on()
    {
        var format = new JsonFormat(ReadingContext.Default);

        using var saved = await SavedFiles.SaveAsync(format, new { A = new Reading("s", 1, (1, 2)) });

        Assert.Contains("\"Sensor\": \"s\"", await File.ReadAllTextAsync(saved.PathOf(saved.Manifest.Files[0])), StringComparison.Ordinal);
    }
}
