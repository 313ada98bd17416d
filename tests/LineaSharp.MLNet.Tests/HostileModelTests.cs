using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Xunit;

namespace LineaSharp.MLNet.Tests;

public sealed class HostileModelTests
{
    private const string Component = "TransformerChain/Transform_001/Model.key";

    [Theory, InlineData("99.0.0"), InlineData("5.99.0"), InlineData("99.1.0-preview.3")]
    public async Task A_model_of_a_newer_release_says_which_one_and_what_to_do(string version)
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());
        saved.Directory.Manifest.Flavor("mlnet")["mlnet_version"] = version;

        var error = await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync());

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains(version, error.Message, StringComparison.Ordinal);
        Assert.Contains(MLNetFlavor.LibraryVersion, error.Message, StringComparison.Ordinal);
        Assert.Contains("Update the package Microsoft.ML", error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("1.0.0"), InlineData("not a version"), InlineData(null)]
    public async Task A_model_of_an_older_or_unnamed_release_is_loaded(string? version)
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());
        saved.Directory.Manifest.Flavor("mlnet")["mlnet_version"] = version;

        Assert.NotNull(await saved.LoadAsync());
    }

    [Fact]
    public async Task A_component_that_ML_NET_calls_too_new_is_told_the_same_way()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());
        // At 72 and 76 stand the component's versions: the one that wrote it, and the oldest that can read it.
        Rewrite(saved.Zip, Component, bytes =>
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(72), 0x7FFF0000);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(76), 0x7FFF0000);
        });

        var error = await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync());

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("Update the package Microsoft.ML", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public async Task An_assembly_that_is_neither_ML_NETs_nor_loaded_is_not_loaded_for_a_model()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());
        Rewrite(saved.Zip, Component, bytes => Replace(bytes, "Microsoft.ML.Data,", "Evil.Attack.Co.XY,"));

        var error = await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync());

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("'Evil.Attack.Co.XY'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_package_of_ML_NET_is_named()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());
        Rewrite(saved.Zip, Component, bytes => Replace(bytes, "Microsoft.ML.Data,", "Microsoft.ML.Zzzz,"));

        var error = await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync());

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("Microsoft.ML.Zzzz", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_that_is_unknown_is_corrupt()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());
        Rewrite(saved.Zip, Component, bytes => "Nothing\0"u8.CopyTo(bytes.AsSpan(80)));

        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync())).Code);
    }

    [Fact]
    public async Task Bytes_changed_inside_entries_with_right_checksums_are_an_error_or_load_and_never_a_crash()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());
        var whole = await File.ReadAllBytesAsync(saved.Zip, TestContext.Current.CancellationToken);
        string[] names;
        using (var zip = ZipFile.OpenRead(saved.Zip)) names = [.. zip.Entries.Select(e => e.FullName)];
        var random = new Random(5);
        for (var i = 0; i < 40; i++)
        {
            await File.WriteAllBytesAsync(saved.Zip, whole, TestContext.Current.CancellationToken);
            Rewrite(saved.Zip, names[random.Next(names.Length)], bytes => bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8)));
            try
            {
                await saved.LoadAsync();
            }
            catch (LineaException)
            {
            }
        }
    }

    [Theory, InlineData("../../evil.txt"), InlineData("..\\evil.txt"), InlineData("/evil.txt"), InlineData("a/%2e%2e/b")]
    public async Task An_entry_that_leads_outside_is_corrupt(string name)
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());
        Add(saved.Zip, name, "x"u8.ToArray());

        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync())).Code);
    }

    [Fact]
    public async Task Components_nested_without_end_are_corrupt()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());
        Add(saved.Zip, string.Concat(Enumerable.Repeat("Transform_000/", 4_000)) + "Model.key", "ML\0MODEL"u8.ToArray());

        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync())).Code);
    }

    [Fact]
    public async Task A_bomb_is_corrupt()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());
        using (var zip = ZipFile.Open(saved.Zip, ZipArchiveMode.Update))
        using (var entry = zip.CreateEntry("zeros", CompressionLevel.Fastest).Open())
        {
            var block = new byte[1 << 20];
            for (var i = 0; i < 300; i++) entry.Write(block);
        }

        Assert.Contains("times as large", (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zip_file_without_a_model_is_corrupt()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());
        File.Delete(saved.Zip);
        using (ZipFile.Open(saved.Zip, ZipArchiveMode.Create)) { }
        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync())).Code);

        Add(saved.Zip, "readme.txt", "hello"u8.ToArray());
        Assert.Contains("no ML.NET model", (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync())).Message, StringComparison.Ordinal);
    }

    private static void Rewrite(string zipFile, string name, Action<byte[]> change)
    {
        using var zip = ZipFile.Open(zipFile, ZipArchiveMode.Update);
        var entry = zip.GetEntry(name)!;
        var bytes = new byte[entry.Length];
        using (var content = entry.Open()) content.ReadExactly(bytes);
        change(bytes);
        entry.Delete();
        using var changed = zip.CreateEntry(name).Open();
        changed.Write(bytes);
    }

    private static void Add(string zipFile, string name, byte[] bytes)
    {
        using var zip = ZipFile.Open(zipFile, ZipArchiveMode.Update);
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(bytes);
    }

    private static void Replace(byte[] bytes, string old, string with)
    {
        var at = bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(old));
        Assert.True(at > 0);
        Assert.Equal(old.Length, with.Length);
        Encoding.Unicode.GetBytes(with, bytes.AsSpan(at));
    }
}
