using LineaSharp.Backends;
using LineaSharp.Formats;
using LineaSharp.Mlflow;
using LineaSharp.Models;

namespace LineaSharp.Bench;

/// <summary>A model of five small files, logged in a run and registered at an MLflow server, against the same HTTP calls made bare. The two take turns.</summary>
internal static class ModelOverHttp
{
    private const double Limit = 1.3;
    private const int Members = 4, MemberSize = 2000;
    private const string Name = "bench-model";

    public static async Task RunAsync(string folder, Table table)
    {
        using var server = await MlflowServer.StartAsync(folder);
        using var bare = new BareMlflow(server.Address);
        var client = new MlflowClient(server.Address);
        var run = await client.CreateRunAsync("0");
        var options = new LogModelOptions { RunId = run.Id };
        var store = Stores.Open(Path.Combine(folder, "home"), server.Address, new EnsembleFlavor());
        Task<Artifact> SaveAsync() =>
            store.SaveAsync(Ensemble.New(Members, MemberSize), Name, StorageBackend.Mlflow, options: new SaveOptions { LogModel = options });

        // The first save asks once what kind of server it is, and makes the registered model.
        var files = await FilesOfAsync(await SaveAsync(), Path.Combine(folder, "model"));
        var calls = await HttpCalls.OfAsync(SaveAsync);
        CheckSame(calls, await HttpCalls.OfAsync(() => bare.LogModelAsync(run.Id, Name, files)));
        var (warmUps, runs) = server.IsStub ? (150, 150) : (30, 50);
        var (plain, logged, saved, fsync, disk) = (new Series(), new Series(), new Series(), new Series(), new OneFsync(folder));
        for (var i = -warmUps; i < runs; i++)
        {
            if (i == 0) (plain, logged, saved, fsync) = (new Series(), new Series(), new Series(), new Series());
            fsync.Measure(disk.Run);
            await plain.MeasureAsync(() => bare.LogModelAsync(run.Id, Name, files));
            await LogAsync(client, options, Path.Combine(folder, "staged"), logged);
            await saved.MeasureAsync(SaveAsync);
        }

        var (loggedRatio, savedRatio) = (logged.TimesOf(plain), saved.TimesOf(plain));
        table.Add("one fsync: write 4 KiB, fsync, rename", fsync, Unit.Milliseconds);
        table.Add(Table.Text($"the {calls.Count} calls of a plain HttpClient"), plain, Unit.Milliseconds);
        table.Add(Table.Text($"log and register a model of {files.Count} files that lie ready"), logged, Unit.Milliseconds, Table.Text($"{loggedRatio:0.00} times the bare calls' time"));
        table.Add("SaveAsync of the model, into the catalog too", saved, Unit.Milliseconds, Table.Text($"{savedRatio:0.00} times the bare calls' time"));
        table.Note($"against {server.Description}; the calls: {string.Join(", ", calls)}");
        table.Verdict(Table.Text($"log and register in at most {Limit} times the time of the bare calls"), loggedRatio <= Limit, Table.Text($"{loggedRatio:0.00}"));
        table.Verdict(Table.Text($"SaveAsync in at most {Limit} times the time of the bare calls"), savedRatio <= Limit, Table.Text($"{savedRatio:0.00}"));
    }

    /// <summary>The part of a save that is MLflow's backend, by itself: the manifest, the digests, the calls.</summary>
    private static async Task LogAsync(MlflowClient client, LogModelOptions options, string folder, Series times)
    {
        using var staged = new StagedDirectory(folder);
        var directory = ModelDirectory.Create(staged.Path);
        IModelFlavor flavor = new EnsembleFlavor();
        await flavor.SaveAsync(Ensemble.New(Members, MemberSize), directory, CancellationToken.None);
        await directory.CompleteAsync(options, CancellationToken.None);
        var version = new StagedVersion(Name, staged, new StagedModel(directory, flavor.Name, options));
        await times.MeasureAsync(() => new LoggedModelUpload(client).PutAsync(version, CancellationToken.None));
    }

    private static async Task<IReadOnlyDictionary<string, byte[]>> FilesOfAsync(Artifact artifact, string folder)
    {
        await artifact.DownloadAsync(folder);
        return Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
    }

    // Several files go at the same time, in any order.
    private static void CheckSame(IReadOnlyList<string> ours, IReadOnlyList<string> bare)
    {
        if (!ours.Order(StringComparer.Ordinal).SequenceEqual(bare.Order(StringComparer.Ordinal)))
            throw new InvalidOperationException($"The bare calls are not those of the client any more.\nclient: {string.Join("\n  ", ours)}\nbare: {string.Join("\n  ", bare)}");
    }
}
