using Apache.Arrow;
using LineaSharp.Models;
using LineaSharp.Testing;
using Microsoft.Data.Analysis;

namespace LineaSharp.DataFrames.Tests;

/// <summary>Tables for tests.</summary>
internal static class Some
{
    /// <summary>A column of every type of a table, without a missing value.</summary>
    public static Table Full() => new(
        new TableColumn("bool", new[] { true, false, true }),
        new TableColumn("sbyte", new sbyte[] { sbyte.MinValue, 0, sbyte.MaxValue }),
        new TableColumn("byte", (Array)new byte[] { 0, 1, 255 }),
        new TableColumn("short", new short[] { short.MinValue, 0, short.MaxValue }),
        new TableColumn("ushort", new ushort[] { 0, 1, ushort.MaxValue }),
        new TableColumn("int", new[] { int.MinValue, 0, int.MaxValue }),
        new TableColumn("uint", new uint[] { 0, 1, uint.MaxValue }),
        new TableColumn("long", new[] { long.MinValue, 0, long.MaxValue }),
        new TableColumn("ulong", new ulong[] { 0, 1, ulong.MaxValue }),
        new TableColumn("half", new[] { (Half)1.5, Half.NaN, Half.NegativeInfinity }),
        new TableColumn("float", new[] { 1.5f, float.NaN, -0f }),
        new TableColumn("double", new[] { 0.1, double.NegativeInfinity, -0.0 }),
        new TableColumn("decimal", new[] { 1.10m, -79228162514264337593543950335m, 0.0000000000000000000000000001m }),
        new TableColumn("text", new[] { "İstanbul ß 日本", "", "\0\n" }),
        new TableColumn("bytes", new byte[][] { [0, 255], [], [1] }),
        new TableColumn("date", new[] { DateOnly.MinValue, new DateOnly(2026, 11, 23), DateOnly.MaxValue }),
        new TableColumn("time", new[] { TimeOnly.MinValue, new TimeOnly(12, 0), TimeOnly.MaxValue }),
        new TableColumn("datetime", new[] { DateTime.MinValue, new DateTime(2026, 11, 23, 1, 2, 3), new DateTime(9999, 12, 31) }),
        new TableColumn("instant", new[] { DateTime.UnixEpoch, DateTime.UnixEpoch.AddTicks(1), DateTime.UnixEpoch.AddTicks(-1) }),
        new TableColumn("duration", new[] { TimeSpan.Zero, TimeSpan.FromTicks(-7), TimeSpan.FromDays(100_000) }),
        new TableColumn("vector", new[] { [1f, 2f], [], new[] { float.NaN } }),
        new TableColumn("words", new[] { ["a", "b"], [], new[] { "" } }),
        new TableColumn("matrix", new[] { [[1, 2], []], [], new int[][] { [3] } }),
        new TableColumn("object", new object[] { Map(("p", 1L), ("q", "a")), Map(("p", 2L), ("q", "b")), Map(("p", 3L), ("q", "c")) }));

    /// <summary>The same columns with a missing value in the middle.</summary>
    public static Table WithNulls() => new(Full().Columns.Select(c =>
    {
        var element = c.Values.GetType().GetElementType()!;
        var nullable = element.IsValueType ? typeof(Nullable<>).MakeGenericType(element) : element;
        var values = Array.CreateInstance(nullable, 3);
        for (var i = 0; i < 3; i += 2) values.SetValue(c[i], i);
        return new TableColumn(c.Name, values);
    }).ToArray());

    /// <summary>What a data frame and a data view can hold as it is.</summary>
    public static Table Simple() => new(new[] { "bool", "sbyte", "short", "int", "uint", "long", "ulong", "float", "double", "text", "datetime", "duration", "vector" }.Select(n => Full()[n]).ToArray());

    public static DataFrame Frame() => Full().Without("words", "matrix", "object").ToDataFrame();

    public static RecordBatch Batch()
    {
        var arrow = Full().ToArrow();
        return new RecordBatch(arrow.Schema, Enumerable.Range(0, arrow.ColumnCount).Select(i => arrow.Column(i).Data.ArrowArray(0)), 3);
    }

    public static Table Without(this Table table, params string[] columns) => new(table.Columns.Where(c => !columns.Contains(c.Name)).ToArray());

    public static Dictionary<string, object?> Map(params (string Key, object? Value)[] pairs) => pairs.ToDictionary(p => p.Key, p => p.Value);

    /// <summary>Equal columns, of equal types, in equal order; NaN equals NaN and -0 differs from 0.</summary>
    public static void AssertSame(Table expected, Table actual)
    {
        Xunit.Assert.Equal(expected.Columns.Select(c => c.Name), actual.Columns.Select(c => c.Name));
        foreach (var (e, a) in expected.Columns.Zip(actual.Columns))
        {
            Xunit.Assert.Equal((e.Name, e.Values.GetType()), (a.Name, a.Values.GetType()));
            Xunit.Assert.Equal(Texts(e), Texts(a));
        }
    }

    public static async Task<object> ThroughAsync(LineaSharp.Formats.IArtifactFormat format, object value, Type type)
    {
        using var saved = await SavedFiles.SaveAsync(format, value);
        return await saved.LoadAsync(type);
    }

    private static string[] Texts(TableColumn column) => column.Values.Cast<object?>().Select(v => GoldenTables.Text("", v)).ToArray();
}
