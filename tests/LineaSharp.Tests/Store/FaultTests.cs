using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace LineaSharp.Tests.Store;

/// <summary>Kills, races, full and read-only disks.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly TestStore _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_process_killed_at_any_moment_50_times_leaves_no_half_version_and_loses_no_committed_one()
    {
        var random = new Random(20261123);
        var reported = new List<int>();
        for (var i = 0; i < 50; i++)
        {
            using var process = Worker.Start("save", _test.Home, "victim", "1000", "300000");
            // After some saves, however long they take here, and then at any moment of the next one.
            var seen = "";
            for (var lines = random.Next(1, 5); lines > 0; lines--) seen += await process.StandardOutput.ReadLineAsync() + "\n";
            await Task.Delay(random.Next(0, 40));
            process.Kill();
            await process.WaitForExitAsync();
            reported.AddRange(Worker.Saved(seen + await process.StandardOutput.ReadToEndAsync()));
        }

        var store = _test.Another();
        var versions = store.List("victim", allVersions: true);
        foreach (var version in versions) await AssertWholeAsync(version);
        Assert.Subset(versions.Select(v => v.Version).ToHashSet(), reported.ToHashSet());
        Assert.True(reported.Count > 30, $"Only {reported.Count} saves were seen between the kills.");
        // No gaps: what was killed before its commit took no number.
        Assert.Equal(Enumerable.Range(0, versions.Count).Reverse(), versions.Select(v => v.Version));
        store.CollectGarbage(TimeSpan.Zero);
        foreach (var version in versions) await AssertWholeAsync(version);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_test.Home, "artifacts", "staging")));
    }

    [Fact]
    public async Task Eight_processes_saving_to_one_name_give_consecutive_versions_with_none_lost()
    {
        var processes = Enumerable.Range(0, 8).Select(_ => Worker.Start("save", _test.Home, "shared", "20", "2000")).ToArray();
        var saved = new List<int>();
        foreach (var process in processes)
        {
            saved.AddRange(Worker.Saved(await process.StandardOutput.ReadToEndAsync()));
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await process.StandardError.ReadToEndAsync());
            process.Dispose();
        }

        Assert.Equal(Enumerable.Range(0, 160), saved.Order());
        foreach (var version in _test.Store.List("shared", allVersions: true)) await AssertWholeAsync(version);
    }

    [Fact]
    public void A_full_disk_is_told_and_leaves_no_version()
    {
        using var disk = SmallDisk.Mount(_test.Folder, "size=3m");
        var store = new ArtifactStore(new ArtifactStoreOptions { Options = TestStore.NewOptions(Path.Combine(disk.Path, "home")) });
        store.Save("small", "x");

        var error = Assert.Throws<LineaException>(() => store.Save(RandomNumberGenerator.GetBytes(8_000_000), "x"));

        Assert.Equal(ErrorCode.Unavailable, error.Code);
        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        Assert.Equal([0], store.List("x", allVersions: true).Select(a => a.Version));
        Assert.Equal("small", store.Get("x").GetValue<string>());
        Assert.Equal(1, store.Save("there is room again", "x").Version);
    }

    [Fact]
    public void A_read_only_folder_is_told_and_leaves_no_version()
    {
        using var disk = SmallDisk.Mount(_test.Folder, "size=3m");
        var options = TestStore.NewOptions(Path.Combine(disk.Path, "home"));
        new ArtifactStore(new ArtifactStoreOptions { Options = options }).Save("before", "x");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        disk.MakeReadOnly();

        var store = new ArtifactStore(new ArtifactStoreOptions { Options = options });
        var error = Assert.Throws<LineaException>(() => store.Save("after", "x"));

        Assert.Equal(ErrorCode.PermissionDenied, error.Code);
        Assert.Equal("before", store.Get("x").GetValue<string>());
        Assert.Single(store.List("x", allVersions: true));
    }

    private static async Task AssertWholeAsync(Artifact version)
    {
        var folder = await version.GetValueAsync<DirectoryInfo>();
        var bytes = await File.ReadAllBytesAsync(Path.Combine(folder.FullName, "data.bin"));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "digest.txt")), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        folder.Delete(recursive: true);
    }
}

/// <summary>The worker program as a process.</summary>
internal static class Worker
{
    public static Process Start(params string[] args)
    {
        var program = System.IO.Path.Combine(AppContext.BaseDirectory, "LineaSharp.TestWorker.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && System.IO.Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(program);
        foreach (var arg in args) start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }

    public static IEnumerable<int> Saved(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line.StartsWith("saved ", StringComparison.Ordinal) && line.Length > 6)
        .Select(line => int.Parse(line.AsSpan(6), CultureInfo.InvariantCulture));
}

/// <summary>A disk of a few megabytes in memory, for which the test needs to be root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static SmallDisk Mount(string folder, string options)
    {
        var path = Directory.CreateDirectory(System.IO.Path.Combine(folder, "disk")).FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path), "Mounting a small disk was refused here; it needs root on Linux.");
        return new SmallDisk(path);
    }

    public void Grow(string options) => Assert.True(Run("mount", "-o", "remount," + options, Path));

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", Path));

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Run("umount", "-l", Path);
    }

    private static bool Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
