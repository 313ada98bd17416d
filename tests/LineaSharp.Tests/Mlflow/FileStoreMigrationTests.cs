using LineaSharp.Mlflow;
using Xunit;
using static LineaSharp.Tests.Mlflow.GoldenFileStore;

namespace LineaSharp.Tests.Mlflow;

/// <summary>What we read of a file store is what we read of the database that MLflow's own migration made of it.</summary>
/// <remarks>But for ±infinity, which databases cannot hold, and for the points of a logged model's metrics, of which a file store tells the last ones.</remarks>
public sealed class FileStoreMigrationTests
{
    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task Tracking_reads_the_same(string version)
    {
        using var store = new GoldenFileStore(version);
        var (files, database) = (store.Client, store.Migrated());

        var read = new[] { await TrackingAsync(files, store), await TrackingAsync(database, store) };

        Assert.Equal(read[1], read[0]);
        Assert.True(read[0].Count > 30, $"{read[0].Count} things were compared");
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task The_registry_reads_the_same(string version)
    {
        using var store = new GoldenFileStore(version);
        var (files, database) = (store.Client, store.Migrated());

        var read = new[] { await RegistryAsync(files), await RegistryAsync(database) };

        Assert.Equal(read[1], read[0]);
        Assert.Equal(14, read[0].Count);
    }

    private static async Task<List<string>> TrackingAsync(MlflowClient client, GoldenFileStore store)
    {
        var read = new List<string>();
        foreach (var e in await client.SearchExperimentsAsync(viewType: ViewType.All, orderBy: ["name"]))
            read.Add($"{e.Id} {e.Name} {e.ArtifactLocation} {e.LifecycleStage} {e.CreationTime:O} {e.LastUpdateTime:O} {Pairs(e.Tags)}");
        foreach (var r in await client.SearchRunsAsync(store.Experiments, viewType: ViewType.All))
        {
            read.Add($"{r.Id} {r.Name} {r.ExperimentId} {r.UserId} {r.Status} {r.StartTime:O} {r.EndTime:O} {r.ArtifactUri} {r.LifecycleStage} {Pairs(r.Params)} {Pairs(r.Tags)}");
            read.AddRange(Sorted(r.LatestMetrics.Select(Point)));
            read.AddRange(Sorted(r.DatasetInputs.Select(d => $"{d.Dataset} {Pairs(d.Tags.Select(t => KeyValuePair.Create(t.Key, t.Value)))}")));
            read.AddRange(Sorted(r.ModelInputs.Select(m => $"{m}").Concat(r.ModelOutputs.Select(m => $"{m}"))));
            foreach (var key in Sorted(r.Metrics.Keys)) read.AddRange(Sorted((await client.GetMetricHistoryAsync(r.Id, key)).Select(Point)));
        }
        foreach (var m in await client.SearchLoggedModelsAsync(new LoggedModelSearch { ExperimentIds = store.Experiments }))
            read.Add($"{m.Id} {m.Name} {m.ExperimentId} {m.ArtifactLocation} {m.CreationTime:O} {m.LastUpdateTime:O} {m.Status} {m.ModelType} {m.SourceRunId} {Pairs(m.Params)} {Pairs(m.Tags)}");
        return read;
    }

    private static async Task<List<string>> RegistryAsync(MlflowClient client)
    {
        var read = new List<string>();
        foreach (var m in await client.SearchRegisteredModelsAsync())
        {
            read.Add(
                $"{m.Name} {m.Description} {m.CreationTime:O} {m.LastUpdateTime:O} {Pairs(m.Tags)} {Pairs(m.Aliases.Select(a => KeyValuePair.Create(a.Key, $"{a.Value}")))} "
                + string.Join(' ', Sorted(m.LatestVersions.Select(v => $"{v.Stage}={v.Version}"))));
        }
        foreach (var found in await client.SearchModelVersionsAsync())
        {
            // What a search finds has its aliases in the file store and not in a database, as in MLflow.
            var v = await client.GetModelVersionAsync(found.Name, found.Version);
            read.Add(
                $"{v.Name} {v.Version} {v.Description} {v.UserId} {v.Stage} {v.Source} {v.RunId} {v.RunLink} {v.Status} {v.ModelId} {v.CreationTime:O} {v.LastUpdateTime:O} {Pairs(v.Tags)} "
                + $"{string.Join(' ', Sorted(v.Aliases))} {await client.GetModelVersionDownloadUriAsync(v.Name, v.Version)}");
        }
        return read;
    }

    private static string Point(Metric m) => $"{m.Key} {(double.IsNaN(m.Value) ? m.Value : Math.Clamp(m.Value, double.MinValue, double.MaxValue)):R} {m.Timestamp:O} {m.Step}";

    private static IEnumerable<string> Sorted(IEnumerable<string> texts) => texts.Order(StringComparer.Ordinal);
}
