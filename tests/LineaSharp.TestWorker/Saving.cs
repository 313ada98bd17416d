using System.Globalization;
using System.Security.Cryptography;

namespace LineaSharp.TestWorker;

internal static class Saving
{
    public static async Task RunAsync(string home, string name, int count, int size)
    {
        var options = new LineaOptions();
        options.Set("home_dir", home);
        var store = new ArtifactStore(new ArtifactStoreOptions { Options = options });
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
    }
}
