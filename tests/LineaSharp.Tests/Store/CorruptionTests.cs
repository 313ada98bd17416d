using Xunit;

namespace LineaSharp.Tests.Store;

public sealed class CorruptionTests : IDisposable
{
    private readonly TestStore _test = new();

    private ArtifactStore Store => _test.Store;

    public void Dispose() => _test.Dispose();

    public static TheoryData<string, Action<string>> Damages => new()
    {
        { "a flipped bit", file => Change(file, bytes => bytes[bytes.Length / 2] ^= 1) },
        { "a cut file", file => Cut(file, 1) },
        { "an empty file", file => Cut(file, int.MaxValue) },
        { "a longer file", file => File.AppendAllText(file, "x") },
        { "a missing file", File.Delete },
        { "a swapped file", file => Change(file, bytes => Array.Reverse(bytes)) },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damaged_bytes_are_CorruptArtifact_and_no_value(string damage, Action<string> harm)
    {
        Store.Save(Enumerable.Range(0, 5000).ToArray(), "array");
        Store.Save(new { text = new string('x', 3000) }, "json");
        foreach (var file in _test.StoredFiles()) harm(file);

        AssertCorrupt(() => Store.Get("array").GetValue<int[]>(), damage);
        AssertCorrupt(() => Store.Get("json").GetValue(), damage);
        AssertCorrupt(() => Store.Get("array").Download(Path.Combine(_test.Folder, "out")), damage);
        Assert.Empty(Directory.GetFiles(Path.Combine(_test.Folder, "out")));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Saving_the_same_bytes_again_mends_them(string damage, Action<string> harm)
    {
        Store.Save(Enumerable.Range(0, 5000).ToArray(), "array");
        harm(_test.StoredFiles().Single());

        Store.Save(Enumerable.Range(0, 5000).ToArray(), "array");

        Assert.True(Store.Get("array", 0).GetValue<int[]>().SequenceEqual(Enumerable.Range(0, 5000)), damage);
        Assert.Equal(5000, Store.Get("array", 1).GetValue<int[]>().Length);
    }

    [Fact]
    public void A_stream_never_hands_out_the_last_byte_of_damaged_bytes()
    {
        var source = Path.Combine(_test.Folder, "f.bin");
        File.WriteAllBytes(source, new byte[200_000]);
        Store.Save(new FileInfo(source), "file");
        Change(_test.StoredFiles().Single(), bytes => bytes[7] = 9);

        using var stream = Store.Get("file").GetValue<Stream>();
        var read = 0;
        var buffer = new byte[4096];
        var error = Assert.Throws<LineaException>(() =>
        {
            int count;
            while ((count = stream.Read(buffer)) > 0) read += count;
        });

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        Assert.True(read < 200_000);
    }

    [Fact]
    public void A_link_in_the_place_of_a_stored_file_is_not_followed()
    {
        Store.Save("secret?", "x");
        var file = _test.StoredFiles().Single();
        var elsewhere = Path.Combine(_test.Folder, "elsewhere");
        File.Move(file, elsewhere);
        File.CreateSymbolicLink(file, elsewhere);

        AssertCorrupt(() => Store.Get("x").GetValue<string>(), "a link");
    }

    [Fact]
    public void A_cut_catalog_is_told_as_such()
    {
        Store.Save("x", "x");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.WriteAllText(Path.Combine(_test.Home, "linea.db"), "this is no database, but long enough to look like a file");

        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => _test.Another().Get("x")).Code);
    }

    private static void AssertCorrupt(Action read, string damage)
    {
        var error = Assert.Throws<LineaException>(read);
        Assert.True(error.Code == ErrorCode.CorruptArtifact, $"{damage}: {error.Code}, {error.Message}");
    }

    private static void Change(string file, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(file);
        change(bytes);
        File.WriteAllBytes(file, bytes);
    }

    private static void Cut(string file, int count)
    {
        using var stream = File.OpenWrite(file);
        stream.SetLength(Math.Max(0, stream.Length - count));
    }
}
