using System.Globalization;
using LineaSharp.Mlflow;

namespace LineaSharp.TestWorker;

internal static class Logging
{
    public static async Task RunAsync(string uri, string runId, string name, int count)
    {
        var client = new MlflowClient(uri, uri);
        for (var i = 0; i < count; i++)
        {
            // Two processes give the same keys in different orders.
            Metric[] metrics = [new(name, i, DateTimeOffset.UnixEpoch, i), new("shared", i, DateTimeOffset.UnixEpoch.AddMilliseconds(name[0]), i)];
            if (i % 2 == 0) Array.Reverse(metrics);
            await client.LogBatchAsync(runId, new RunBatch { Metrics = metrics, Params = [new(string.Create(CultureInfo.InvariantCulture, $"{name}{i}"), "x")], Tags = [new("last", name)] });
        }
    }
}
