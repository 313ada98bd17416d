using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using LineaSharp.Mlflow;

namespace LineaSharp.Tests.Mlflow;

/// <summary>A copy of a file store that MLflow 2.17 (<c>v2</c>) or 3.11 (<c>v3</c>) wrote, and what that release's own reader said of it.</summary>
public sealed class GoldenFileStore : IDisposable
{
    private const string RecordedRoot = "/srv/mlflow/mlruns";

    private readonly TempFolder _temp = new();
    private readonly string _version;

    public GoldenFileStore(string version)
    {
        _version = version;
        var golden = MlflowFiles.Golden($"filestore-{version}");
        Expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(golden, "expected.json"))).RootElement;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(golden, "store"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Root, Path.GetRelativePath(Path.Combine(golden, "store"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Root => _temp.File("mlruns");

    public JsonElement Expected { get; }

    public MlflowClient Client => new(Options);

    public MlflowClientOptions Options => new() { TrackingUri = Root, RegistryUri = Root };

    public string Experiment(string name) => Expected.GetProperty("ids").GetProperty(name).GetString()!;

    public string Run(string name) => Expected.GetProperty("runs").GetProperty(name).GetString()!;

    public string[] Experiments => [Experiment("a"), Experiment("b"), Experiment("deleted")];

    public string Local(params string[] parts) => _temp.File(parts);

    public string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A client of the database that MLflow 3.11's <c>migrate-filestore</c> made of this store.</summary>
    public MlflowClient Migrated()
    {
        var path = Local("migrated.db");
        using (var packed = new GZipStream(File.OpenRead(MlflowFiles.Golden($"filestore-{_version}", "migrated.db.gz")), CompressionMode.Decompress))
        using (var database = File.Create(path))
            packed.CopyTo(database);
        return new MlflowClient("sqlite:///" + path, "sqlite:///" + path);
    }

    /// <summary>Locations then lead to this copy.</summary>
    public void MoveLocationsHere()
    {
        foreach (var meta in Directory.EnumerateFiles(Root, "meta.yaml", SearchOption.AllDirectories))
            File.WriteAllText(meta, File.ReadAllText(meta).Replace(RecordedRoot, Root, StringComparison.Ordinal));
    }

    public void Dispose() => _temp.Dispose();

    /// <summary>What a search found, or the code of the error that refused it, as the golden answers have it.</summary>
    public static async Task<string> AnswerAsync<T>(Func<Task<Page<T>>> search, Func<T, string> name)
    {
        try
        {
            return string.Join(" | ", (await search()).Select(name));
        }
        catch (MlflowException refusal)
        {
            return refusal.MlflowErrorCode;
        }
    }

    /// <summary>The same of a recorded answer.</summary>
    public static string Answer(JsonElement recorded) =>
        recorded.TryGetProperty("error", out var code) ? code.GetString()! : string.Join(" | ", recorded.GetProperty("found").EnumerateArray().Select(Name));

    public static string Name(JsonElement item) =>
        item.ValueKind == JsonValueKind.Array ? $"{item[0].GetString()} {item[1].GetInt32()}" : item.GetString()!;

    public static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(i => i.GetString()!)];

    public static double Number(JsonElement text) => text.GetString() switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        var digits => double.Parse(digits!, CultureInfo.InvariantCulture),
    };

    public static DateTimeOffset? Time(JsonElement milliseconds) =>
        milliseconds.ValueKind == JsonValueKind.Null ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.GetInt64());

    public static string TextOrEmpty(JsonElement text) => text.GetString() ?? "";

    /// <summary>Keys and values as one text, so that a difference is seen at once.</summary>
    public static string Pairs(IEnumerable<KeyValuePair<string, string>> pairs) =>
        string.Join("; ", pairs.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));

    public static string Pairs(JsonElement map) => Pairs(map.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.ToString())));
}
