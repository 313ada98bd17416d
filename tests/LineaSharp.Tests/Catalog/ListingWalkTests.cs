using LineaSharp.Catalog;
using LineaSharp.Formats;
using LineaSharp.Internal.Sql;
using Xunit;

namespace LineaSharp.Tests.Catalog;

/// <summary>Whichever index a listing follows, it gives the same versions in the same order.</summary>
public sealed class ListingWalkTests : IDisposable
{
    private static readonly Sql Id = Sql.Raw("SELECT v.created_at, v.id");

    private readonly TempFolder _temp = new();
    private readonly CatalogDatabase _database;
    private readonly List<CatalogEntry> _saved = [];

    public ListingWalkTests() => _database = new CatalogDatabase("sqlite:///" + _temp.File("linea.db"));

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(2_000)]
    public async Task Every_filter_gives_what_it_says_newest_first_whatever_counts_as_few(int few)
    {
        await SaveAsync(120);
        var lists = 0;

        foreach (var allVersions in (bool[])[false, true])
            foreach (var name in (string?[])[null, "n1"])
                foreach (var filter in Filters())
                {
                    var expected = Expected(name, allVersions, filter).Select(e => e.Id).ToArray();
                    Assert.Equal(expected, await WalkAsync(name, allVersions, filter, few));
                    if (expected.Length > 0) lists++;
                }

        Assert.True(lists > 300, $"Only {lists} of the listings had anything in them.");
    }

    [Fact]
    public async Task A_prefix_may_end_in_any_character()
    {
        string[] names = ["a", "a\uD7FF", "a\uD7FFx", "a\uE000", "a🙂", "a🙂b", "a🙃", "b"];
        foreach (var name in names) await AddAsync(name, "json", 0, []);

        foreach (var prefix in names)
            Assert.Equal(
                names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
                (await WalkAsync(null, true, new ArtifactFilter { NamePrefix = prefix, PageSize = 3 }, 2_000)).Select(id => _saved.Single(e => e.Id == id).Name).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<ArtifactFilter> Filters() =>
        from prefix in (string?[])[null, "n", "n1", "zzz"]
        from format in (string?[])[null, "json", "npy"]
        from backend in (string?[])[null, "linea", "mlflow"]
        from tags in (Dictionary<string, string>?[])[null, new() { ["team"] = "blue" }, new() { ["team"] = "blue", ["rare"] = "yes" }]
        from dates in ((int? Since, int? Before)[])[(null, null), (10, null), (null, 90), (20, 60)]
        select new ArtifactFilter
        {
            NamePrefix = prefix, Format = format, StorageBackend = backend, Tags = tags, PageSize = 7,
            CreatedSince = dates.Since is { } s ? Time(s) : null, CreatedBefore = dates.Before is { } b ? Time(b) : null,
        };

    private IEnumerable<CatalogEntry> Expected(string? name, bool allVersions, ArtifactFilter filter) =>
        from e in _saved
        where name is null || e.Name == name
        where allVersions || e.Version == _saved.Where(o => o.Name == e.Name).Max(o => o.Version)
        where e.Name.StartsWith(filter.NamePrefix ?? "", StringComparison.Ordinal)
        where filter.Format is null || e.Format == filter.Format
        where filter.StorageBackend is null || e.Placement.UsedBackend == filter.StorageBackend
        where filter.Tags is null || filter.Tags.All(t => e.Tags.Contains(t))
        where filter.CreatedSince is null || e.CreatedAt >= filter.CreatedSince
        where filter.CreatedBefore is null || e.CreatedAt < filter.CreatedBefore
        orderby e.CreatedAt descending, e.Id descending
        select e;

    private Task<List<long>> WalkAsync(string? name, bool allVersions, ArtifactFilter filter, int few) => _database.ReadAsync(async connection =>
    {
        var (ids, after) = (new List<long>(), (PagePosition?)null);
        while (true)
        {
            var sql = await new Listing(name, allVersions, filter, few).PageAsync(connection, Id, after, CancellationToken.None);
            var rows = await connection.QueryAsync(sql, r => new PagePosition(r.GetInt64(0), r.GetInt64(1)), CancellationToken.None);
            ids.AddRange(rows.Take(filter.PageSize).Select(r => r.Id));
            if (rows.Count <= filter.PageSize) return ids;
            after = PagePosition.Parse(rows[filter.PageSize - 1].ToString());
        }
    }, CancellationToken.None);

    private async Task SaveAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var tags = new Dictionary<string, string> { ["team"] = i % 2 == 0 ? "blue" : "red" };
            if (i % 10 == 4) tags["rare"] = "yes";
            // The clock stands still for three saves, and now and then goes back.
            await AddAsync("n" + i * 7 % 23, i % 5 == 3 ? "npy" : "json", i % 11 == 5 ? i / 3 * 3 - 9 : i / 3 * 3, tags, i % 8 == 6 ? "mlflow" : "linea");
        }
    }

    private async Task AddAsync(string name, string format, int minute, Dictionary<string, string> tags, string backend = "linea") =>
        _saved.Add(await new ArtifactCatalog(_database).AddAsync(
            new NewVersion
            {
                Name = name, CreatedAt = Time(minute), Format = format, ValueType = "x", Manifest = new FileManifest([]), Location = "artifacts",
                Placement = new Placement(null, backend, "For the test."), Tags = tags,
            }, _ => Task.CompletedTask, CancellationToken.None));

    private static DateTimeOffset Time(int minute) => DateTimeOffset.UnixEpoch.AddYears(50).AddMinutes(minute);
}
