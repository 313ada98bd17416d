using LineaSharp.Formats;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Formats;

public sealed class FileFormatTests : FormatConformance<FileInfo>, IDisposable
{
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("linea-test-");

    protected override IArtifactFormat Format => new FileFormat();

    public void Dispose() => _temp.Delete(recursive: true);

    protected override FileInfo Make() => NewFile("Bericht 2024 (ä).csv", "a;b\n1,5;2\n");

    protected override void AssertSame(FileInfo expected, FileInfo actual)
    {
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(File.ReadAllText(expected.FullName), File.ReadAllText(actual.FullName));
        Assert.NotEqual(expected.FullName, actual.FullName);
        Release(actual);
    }

    protected override void Release(object value)
    {
        if (value is FileInfo file) file.Directory!.Delete(recursive: true);
        else base.Release(value);
    }

    protected override async Task AssertForeign(SavedFiles saved)
    {
        var error = await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync<Stream>());
        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
    }

    [Fact]
    public async Task It_comes_back_as_a_stream_or_bytes_as_well()
    {
        using var saved = await SavedFiles.SaveAsync(Format, NewFile("x.txt", "hello"));

        using var stream = await saved.LoadAsync<Stream>();

        Assert.Equal("hello", await new StreamReader(stream).ReadToEndAsync());
        Assert.Equal("hello"u8.ToArray(), await saved.LoadAsync<byte[]>());
    }

    [Fact]
    public async Task The_copy_lies_in_a_folder_that_only_its_owner_can_enter()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using var saved = await SavedFiles.SaveAsync(Format, NewFile("x.txt", "hello"));

        var copy = await saved.LoadAsync<FileInfo>();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, copy.Directory!.UnixFileMode);
        Release(copy);
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        using var saved = await SavedFiles.SaveAsync(Format, NewFile("empty", ""));

        Assert.Empty(await saved.LoadAsync<byte[]>());
    }

    [Fact]
    public async Task A_missing_file_is_the_callers_mistake()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => SavedFiles.SaveAsync(Format, new FileInfo(Path.Combine(_temp.FullName, "no such"))));

        Assert.Contains("no such", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_no_file()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => SavedFiles.SaveAsync(Format, new FileInfo(_temp.FullName)));

        Assert.Contains("DirectoryInfo", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain name.tar.gz", "plain name.tar.gz")]
    [InlineData("50%.txt", "50%.txt")]
    [InlineData("report #3?.pdf", "report _3_.pdf")]
    [InlineData("%2e%2e%2fpasswd", "_2e_2e_2fpasswd")]
    [InlineData("c:x\\y\n", "c_x_y_")]
    public void A_name_is_kept_when_it_keeps_the_rule_for_paths(string name, string stored) =>
        Assert.Equal(stored, FileFormat.StoredName(name));

    [Fact]
    public async Task Progress_is_told_in_bytes()
    {
        var told = new List<TransferProgress>();
        var file = NewFile("big", new string('x', 3_000_000));

        using var saved = await SavedFiles.SaveAsync(Format, file, new Told(told.Add));

        Assert.Equal(new TransferProgress(3_000_000, 3_000_000), told[^1]);
        Assert.True(told.Count > 1);
    }

    private FileInfo NewFile(string name, string text)
    {
        var path = Path.Combine(_temp.FullName, name);
        File.WriteAllText(path, text);
        return new FileInfo(path);
    }
}

/// <summary>Progress without a synchronization context.</summary>
internal sealed class Told(Action<TransferProgress> tell) : IProgress<TransferProgress>
{
    public void Report(TransferProgress value) => tell(value);
}
