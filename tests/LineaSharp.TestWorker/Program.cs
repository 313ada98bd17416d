// A second process for the tests: what they kill, race and starve.
//   save HOME NAME COUNT SIZE   saves COUNT values of SIZE bytes each and prints "saved N" after each commit
using System.Globalization;
using System.Security.Cryptography;
using LineaSharp;

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
