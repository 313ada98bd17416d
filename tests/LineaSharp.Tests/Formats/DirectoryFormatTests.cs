using LineaSharp.Formats;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Formats;

public sealed class DirectoryFormatTests : FormatConformance<DirectoryInfo>, IDisposable
{
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("linea-test-");

    protected override IArtifactFormat Format => new DirectoryFormat();

    public void Dispose() => _temp.Delete(recursive: true);

    protected override DirectoryInfo Make()
    {
        Write("folder/a.txt", "a");
        Write("folder/.hidden", "h");
        Write("folder/one/two/three/deep ü.bin", new string('d', 2_000_000));
        Write("folder/one/empty", "");
        return new DirectoryInfo(Path.Combine(_temp.FullName, "folder"));
    }

    protected override void AssertSame(DirectoryInfo expected, DirectoryInfo actual)
    {
        Assert.Equal(Contents(expected), Contents(actual));
        Release(actual);
    }

    protected override void Release(object value) => ((DirectoryInfo)value).Delete(recursive: true);

    // A folder may have any files.
    protected override async Task AssertForeign(SavedFiles saved)
    {
        var folder = await saved.LoadAsync<DirectoryInfo>();
        Assert.Equal(2, folder.GetFiles().Length);
        Release(folder);
    }

    [Fact]
    public async Task Empty_folders_are_not_kept()
    {
        var folder = Make();
        folder.CreateSubdirectory("nothing/inside");

        using var saved = await SavedFiles.SaveAsync(Format, folder);
        var copy = await saved.LoadAsync<DirectoryInfo>();

        Assert.Equal(["one"], copy.GetDirectories().Select(d => d.Name));
        Release(copy);
    }

    [Fact]
    public async Task A_link_below_is_refused_by_name_before_anything_is_copied()
    {
        var folder = Make();
        var secret = Write("secret", "s");
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "one", "innocent"), secret);
        using var staged = new StagedDirectory(Path.Combine(_temp.FullName, "staged"));

        var error = await Assert.ThrowsAsync<LineaException>(() => Format.SaveAsync(folder, staged, CancellationToken.None));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains(Path.Combine("one", "innocent"), error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(staged.Path));
    }

    [Fact]
    public async Task A_link_to_a_folder_is_refused_and_not_walked_into()
    {
        var folder = Make();
        Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "loop"), folder.FullName);

        var error = await Assert.ThrowsAsync<LineaException>(() => SavedFiles.SaveAsync(Format, folder));

        Assert.Contains("'loop' is a link", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_no_stored_path_may_have_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows itself refuses such names.");
        var folder = Make();
        Write("folder/one/what?.txt", "x");

        var error = await Assert.ThrowsAsync<LineaException>(() => SavedFiles.SaveAsync(Format, folder));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("one/what?.txt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_folder_is_the_callers_mistake() =>
        await Assert.ThrowsAsync<ArgumentException>(() => SavedFiles.SaveAsync(Format, new DirectoryInfo(Path.Combine(_temp.FullName, "no such"))));

    [Fact]
    public async Task A_file_is_no_folder()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => SavedFiles.SaveAsync(Format, new DirectoryInfo(Write("file", "x"))));

        Assert.Contains("FileInfo", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_counts_all_files_together()
    {
        var told = new List<TransferProgress>();

        using var saved = await SavedFiles.SaveAsync(Format, Make(), new Told(told.Add));

        Assert.Equal(new TransferProgress(saved.Manifest.Size, saved.Manifest.Size), told[^1]);
        Assert.Equal(told.Select(t => t.BytesDone).Order(), told.Select(t => t.BytesDone));
    }

    private string Write(string path, string text)
    {
        var full = Path.Combine(_temp.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    private static List<string> Contents(DirectoryInfo folder) =>
    [
        .. folder.EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(f => $"{Path.GetRelativePath(folder.FullName, f.FullName)}: {File.ReadAllText(f.FullName)}")
            .Order(StringComparer.Ordinal),
    ];
}
