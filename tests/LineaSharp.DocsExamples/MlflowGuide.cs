using LineaSharp.Mlflow;

/// <summary>The example of docs/mlflow.md.</summary>
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
    }
}
