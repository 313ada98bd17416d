using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace LineaSharp.DataFrames;

/// <summary>What Parquet cannot say of an Arrow schema, which Arrow's libraries keep in the footer: durations, and the names of time zones.</summary>
internal static class ArrowHints
{
    public const string Key = "ARROW:schema";

    /// <summary>The types of the columns by name.</summary>
    public static IReadOnlyDictionary<string, IArrowType> Read(string base64)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(base64);
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"its {Key} is no base64", e);
        }
        IpcMessages.Check(new MemoryStream(bytes), 0, new MemoryBudget(Math.Max(1 << 24, bytes.Length * 100L)));
        try
        {
            using var reader = new ArrowStreamReader(bytes);
            return reader.Schema.FieldsList.GroupBy(f => f.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().DataType, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is NotSupportedException or NotImplementedException)
        {
            // A type that Apache.Arrow for .NET has not; what Parquet itself says is enough then.
            return new Dictionary<string, IArrowType>();
        }
    }

    /// <summary>The text for the footer; null where there is nothing that Parquet cannot say.</summary>
    public static string? Write(ArrowSchema schema)
    {
        if (!schema.FieldsList.Any(f => f.DataType is DurationType or TimestampType { Timezone: not (null or "" or "UTC") })) return null;
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true)) writer.WriteStart();
        return Convert.ToBase64String(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
