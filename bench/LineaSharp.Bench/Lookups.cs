namespace LineaSharp.Bench;

/// <summary>Finding and listing in a small and in a large catalog.</summary>
internal static class Lookups
{
    private const int Small = 1_000, Large = 1_000_000, WarmUps = 30, Runs = 300;

    private sealed record Case(string What, Func<ArtifactStore, CatalogFill, Task> Run);

    private static readonly IReadOnlyList<Case> Cases =
    [
        new("latest version of an artifact", (store, fill) => store.GetAsync(Some("wide", fill.Wide))),
        new("latest version of the longest artifact", (store, _) => store.GetAsync("deep")),
        new("name:version", (store, fill) => store.GetAsync(Some("wide", fill.Wide) + ":5")),
        new("name@alias", (store, fill) => store.GetAsync(Some("single", fill.Single) + "@champion")),
        Page("latest of each artifact"),
        Page("all versions", allVersions: true),
        Page("all versions of the longest artifact", "deep", allVersions: true),
        Page("all versions, tag of every second", allVersions: true, filter: Tag("team", "blue")),
        Page("all versions, tag of ten", allVersions: true, filter: Tag("reviewed", "yes")),
        Page("latest, tag of every second", filter: Tag("team", "blue")),
        Page("latest, tag of ten", filter: Tag("reviewed", "yes")),
        Page("all versions, format of most", allVersions: true, filter: new() { Format = "json" }),
        Page("all versions, format of ten", allVersions: true, filter: new() { Format = "mlnet" }),
        Page("latest, format of most", filter: new() { Format = "json" }),
        Page("latest, format of ten", filter: new() { Format = "mlnet" }),
        Page("latest, name begins with single-1", filter: new() { NamePrefix = "single-1" }),
        Page("all versions, name begins with single-1", allVersions: true, filter: new() { NamePrefix = "single-1" }),
        Page("latest, name begins with dee (one)", filter: new() { NamePrefix = "dee" }),
        Page("all versions, prefix of most and format of ten", allVersions: true, filter: new() { NamePrefix = "single", Format = "mlnet" }),
        Page("all versions, backend of all", allVersions: true, filter: new() { StorageBackend = "linea" }),
        Page("latest, backend of all and format of ten", filter: new() { StorageBackend = "linea", Format = "mlnet" }),
        Page("all versions, saved in the first hundredth", allVersions: true, filter: new() { CreatedBefore = DateTimeOffset.FromUnixTimeSeconds(1_700_000_010) }),
        Page("latest, saved in the first hundredth", filter: new() { CreatedBefore = DateTimeOffset.FromUnixTimeSeconds(1_700_000_010) }),
    ];

    public static async Task RunAsync(string folder, Table table)
    {
        var (small, large) = (await FillAsync(folder, Small), await FillAsync(folder, Large));
        foreach (var look in Cases)
        {
            var (inSmall, inLarge) = (new Series(), new Series());
            for (var i = -WarmUps; i < Runs; i++)
            {
                await MeasureAsync(look, small, i < 0 ? new Series() : inSmall);
                await MeasureAsync(look, large, i < 0 ? new Series() : inLarge);
                if (inLarge.Count >= 5 && inLarge.Median > TimeSpan.FromSeconds(0.2)) break;
            }
            var ratio = inLarge.Median / inSmall.Median;
            table.Add($"{look.What}, among 1 thousand", inSmall, Unit.Microseconds);
            table.Add($"{look.What}, among 1 million", inLarge, Unit.Microseconds, Table.Text($"{ratio:0.00} times the time among 1 thousand"));
            if (look == Cases[0]) table.Verdict("the latest version among 1 million within 3 times the time among 1 thousand", ratio <= 3, Table.Text($"{ratio:0.00}"));
        }
    }

    private static Task MeasureAsync(Case look, (ArtifactStore Store, CatalogFill Fill) catalog, Series series) =>
        series.MeasureAsync(() => look.Run(catalog.Store, catalog.Fill));

    private static async Task<(ArtifactStore, CatalogFill)> FillAsync(string folder, int versions)
    {
        var fill = new CatalogFill(versions);
        var store = Stores.Open(Path.Combine(folder, Table.Text($"home-{versions}")));
        await fill.RunAsync(store.Options.DatabaseUrl);
        return (store, fill);
    }

    private static Case Page(string what, string? name = null, bool allVersions = false, ArtifactFilter? filter = null) =>
        new($"page of 50: {what}", async (store, _) =>
        {
            var page = await store.ListPageAsync(name, allVersions, filter);
            if (page.Count == 0) throw new InvalidOperationException($"The page '{what}' is empty.");
        });

    private static ArtifactFilter Tag(string key, string value) => new() { Tags = new Dictionary<string, string> { [key] = value } };

    private static string Some(string kind, int count) => Table.Text($"{kind}-{Random.Shared.Next(count)}");
}
