// A second process for the tests: what they kill, race and starve.
//   save HOME NAME COUNT SIZE   saves COUNT values of SIZE bytes each and prints "saved N" after each commit
//   log URI RUN NAME COUNT      logs COUNT batches to an MLflow run: values of the metrics NAME and shared, params NAME0, NAME1, …, and a tag
using System.Globalization;
using System.Security.Cryptography;
using LineaSharp;
using LineaSharp.Mlflow;

if (args[0] == "log")
{
    await LogAsync(args[1], args[2], args[3], int.Parse(args[4], CultureInfo.InvariantCulture));
    return 0;
}

var (command, home) = (args[0], args[1]);
var options = new LineaOptions();
options.Set("home_dir", home);
var store = new ArtifactStore(new ArtifactStoreOptions { Options = options });
switch (command)
{
    case "save":
        var (name, count, size) = (args[2], int.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture));
        Console.WriteLine("ready");
        for (var i = 0; i < count; i++)
        {
            // Two files each, so that a cut save could show one of them.
            var folder = Directory.CreateTempSubdirectory("linea-worker-");
            var bytes = RandomNumberGenerator.GetBytes(size);
            File.WriteAllBytes(Path.Combine(folder.FullName, "data.bin"), bytes);
            File.WriteAllText(Path.Combine(folder.FullName, "digest.txt"), Convert.ToHexStringLower(SHA256.HashData(bytes)));
            var saved = await store.SaveAsync(folder, name);
            folder.Delete(recursive: true);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"saved {saved.Version}"));
        }
        return 0;
    default:
        Console.Error.WriteLine($"unknown command '{command}'");
        return 2;
}

static async Task LogAsync(string uri, string runId, string name, int count)
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
