using LineaSharp;
using LineaSharp.Mlflow;

/// <summary>The examples of docs/mlflow.md that need no server; they are compiled and run.</summary>
internal static class MlflowGuide
{
    public static async Task RunAsync()
    {
        var client = new MlflowClient("sqlite:///mlflow.db");   // or http://…, or nothing: MLFLOW_TRACKING_URI
        await using var run = await client.StartRunAsync(new StartRunOptions { Experiment = "churn", RunName = "first try" });
        await run.LogParamAsync("depth", 6);
        for (var epoch = 0; epoch < 10; epoch++) await run.LogMetricAsync("loss", 1.0 / (epoch + 1), epoch);
        await run.LogTextAsync("trained on November's data", "notes.txt");
        await run.EndAsync();

        var best = (await client.SearchRunsAsync([run.Run.ExperimentId], "metrics.loss < 0.5", orderBy: ["metrics.loss ASC"]))[0];
        await client.DownloadArtifactsAsync(best.Id, "notes.txt", "downloads");

        await ExperimentsAsync(client);
        await RunsAsync(client);
        await NestedAsync(client);
        await BatchesAsync(client, run.Id);
        await File.WriteAllTextAsync("model.bin", "a model");
        await ArtifactsAsync(client, run.Id);
        await LoggedModelsAsync(client);
        await SearchAsync(client);
    }

    private static async Task ExperimentsAsync(MlflowClient client)
    {
        var experiment = await client.GetOrCreateExperimentAsync("churn-2026");
        await client.SetExperimentTagAsync(experiment.Id, "team", "growth");
        await client.RenameExperimentAsync(experiment.Id, "churn-2027");
        await client.DeleteExperimentAsync(experiment.Id);        // a mark: name, runs and files stay
        await client.RestoreExperimentAsync(experiment.Id);
    }

    private static async Task RunsAsync(MlflowClient client)
    {
        await client.RunAsync(new StartRunOptions { Experiment = "churn", Tags = new Dictionary<string, string> { ["data"] = "november" } }, async run =>
        {
            await run.LogParamsAsync(new Dictionary<string, object> { ["depth"] = 6, ["rate"] = 0.1 });
            await run.LogMetricsAsync(new Dictionary<string, double> { ["loss"] = 0.3, ["f1"] = 0.8 }, step: 1);
            await run.LogDictAsync(new Dictionary<string, object?> { ["columns"] = new[] { "age", "plan" } }, "settings.json");
            await run.LogInputAsync(new Dataset { Name = "customers", Digest = "5f1c2a", SourceType = "local", Source = "customers.parquet" }, context: "train");
        });                                                       // FINISHED; FAILED or KILLED when an exception leaves the work
    }

    private static async Task NestedAsync(MlflowClient client)
    {
        await using var search = await client.StartRunAsync(new StartRunOptions { Experiment = "churn", RunName = "grid" });
        foreach (var depth in (int[])[4, 6, 8])
        {
            await using var trial = await search.StartNestedRunAsync(new StartRunOptions { RunName = $"depth {depth}" });
            await trial.LogParamAsync("depth", depth);
            await trial.EndAsync();
        }
        await search.EndAsync();
    }

    private static async Task BatchesAsync(MlflowClient client, string runId)
    {
        var now = DateTimeOffset.UtcNow;
        var history = Enumerable.Range(0, 5_000).Select(step => new Metric("accuracy", step / 5_000.0, now, step));
        await client.LogMetricsAsync(runId, history);             // five requests of 1,000
        var all = await client.GetMetricHistoryAsync(runId, "accuracy");
        Console.WriteLine(all.Count);
    }

    private static async Task ArtifactsAsync(MlflowClient client, string runId)
    {
        var progress = new Progress<TransferProgress>(p => Console.WriteLine($"{p.BytesDone} of {p.BytesTotal} bytes"));
        await client.LogArtifactAsync(runId, "model.bin", "models", progress);
        foreach (var entry in await client.ListArtifactsAsync(runId, "models")) Console.WriteLine($"{entry.Path} {entry.Size}");
        var local = await client.DownloadArtifactsAsync(runId, "models", "downloads", progress);
        await client.DeleteArtifactsAsync(runId, "models/model.bin");

        using var plot = new MemoryStream([1, 2, 3]);             // what a plotting library wrote
        await client.LogStreamAsync(runId, plot, "plots/roc.png");
        Console.WriteLine(local);
    }

    private static async Task LoggedModelsAsync(MlflowClient client)
    {
        var experiment = await client.GetOrCreateExperimentAsync("churn");
        var model = await client.CreateLoggedModelAsync(experiment.Id, new LoggedModelOptions { Name = "forest", ModelType = "classifier" });
        Directory.CreateDirectory("forest");
        await File.WriteAllTextAsync("forest/MLmodel", "flavors: {}\n");
        await client.LogLoggedModelArtifactsAsync(model.Id, "forest");
        await client.FinalizeLoggedModelAsync(model.Id, LoggedModelStatus.Ready);

        await client.CreateRegisteredModelAsync("churn-classifier");
        var version = await client.CreateModelVersionAsync("churn-classifier", model.ModelUri);
        await client.SetRegisteredModelAliasAsync("churn-classifier", "champion", version.Version);
        await client.CopyModelVersionAsync("churn-classifier", version.Version, "churn-production");

        await client.DownloadModelAsync("models:/churn-classifier@champion", "champion");
    }

    private static async Task SearchAsync(MlflowClient client)
    {
        var experiment = await client.GetExperimentByNameAsync("churn");
        await foreach (var found in client.SearchAllRunsAsync([experiment.Id], "params.depth = '6' AND attributes.status = 'FINISHED'", orderBy: ["metrics.loss ASC"]))
            Console.WriteLine($"{found.Name} {found.Metrics.GetValueOrDefault("loss")}");

        var page = await client.SearchRunsAsync([experiment.Id], maxResults: 100);
        while (page.NextPageToken is { } token) page = await client.SearchRunsAsync([experiment.Id], maxResults: 100, pageToken: token);
    }
}
