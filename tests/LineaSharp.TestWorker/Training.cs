using System.Globalization;
using LineaSharp.Mlflow;

namespace LineaSharp.TestWorker;

/// <summary>Logs as a training would, and prints what has been acknowledged.</summary>
/// <remarks>
/// <c>run ID</c> when the run is there. Then for each number N from 0: <c>batch N</c> after the metrics <c>a</c> and <c>b</c> of step N, the param
/// <c>p-N</c> and the tag <c>last</c>, all N, logged as one batch; <c>metric N</c> after the metric <c>single</c> of step N; and after every fifth
/// <c>version V</c>, of the model <c>shared</c>.
/// </remarks>
internal static class Training
{
    public static async Task RunAsync(string uri, string experiment, string who, int count)
    {
        var client = new MlflowClient(uri);
        var run = await client.CreateRunAsync(experiment, new RunOptions { Name = who });
        Console.WriteLine($"run {run.Id}");
        for (var n = 0; n < count; n++)
        {
            var text = n.ToString(CultureInfo.InvariantCulture);
            await client.LogBatchAsync(run.Id, new RunBatch
            {
                Metrics = [new Metric("a", n, DateTimeOffset.UtcNow, n), new Metric("b", n, DateTimeOffset.UtcNow, n)],
                Params = [new($"p-{text}", text)],
                Tags = [new("last", text)],
            });
            Console.WriteLine($"batch {text}");
            await client.LogMetricAsync(run.Id, "single", n, n);
            Console.WriteLine($"metric {text}");
            if (n % 5 != 4) continue;
            var version = await client.CreateModelVersionAsync("shared", $"s3://models/{who}/{text}", new ModelVersionOptions { RunId = run.Id });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"version {version.Version}"));
        }
        await client.SetTerminatedAsync(run.Id);
    }
}
