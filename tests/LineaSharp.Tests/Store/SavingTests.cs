using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace LineaSharp.Tests.Store;

public sealed class SavingTests : IDisposable
{
    private readonly TestStore _test = new();

    private ArtifactStore Store => _test.Store;

    public void Dispose() => _test.Dispose();

    private sealed record Metrics(string Name, double Accuracy, int[] Confusion);

    [Fact]
    public void A_first_save_makes_version_0_and_the_next_one_version_1()
    {
        var first = Store.Save("hello", "greeting");
        var second = Store.Save("good bye", "greeting");

        Assert.Equal((0, 1), (first.Version, second.Version));
        Assert.Equal("hello", Store.Get("greeting", 0).GetValue<string>());
        Assert.Equal("good bye", Store.Get("greeting").GetValue<string>());
        Assert.Equal("hello", Store.Get("greeting:0").GetValue<string>());
    }

    [Fact]
    public void A_record_comes_back_as_the_type_the_caller_names_and_untyped_as_JSON()
    {
        var saved = new Metrics("knn", 0.97, [1, 2, 3]);

        Store.Save(saved, "metrics");

        var again = Store.Get("metrics").GetValue<Metrics>();
        Assert.Equal((saved.Name, saved.Accuracy), (again.Name, again.Accuracy));
        Assert.Equal(saved.Confusion, again.Confusion);
        Assert.Equal(0.97, ((JsonNode)Store.Get("metrics").GetValue())["Accuracy"]!.GetValue<double>());
    }

    [Fact]
    public void An_array_comes_back_and_another_type_is_refused_naming_both()
    {
        Store.Save(new double[,] { { 1, 2 }, { 3, 4 } }, "matrix");

        Assert.Equal(new double[,] { { 1, 2 }, { 3, 4 } }, Store.Get("matrix").GetValue<double[,]>());
        var error = Assert.Throws<LineaException>(() => Store.Get("matrix").GetValue<string>());
        Assert.Equal(ErrorCode.TypeMismatch, error.Code);
        Assert.Contains("double[,]", error.Message, StringComparison.Ordinal);
        Assert.Contains("string", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_known_of_a_version_is_what_was_said_at_the_save()
    {
        var before = DateTimeOffset.UtcNow;

        Store.Save("x", "noted", options: new SaveOptions { Description = "a note", Tags = new Dictionary<string, string> { ["stage"] = "dev", ["überschrift"] = "é日🙂" } });

        var got = Store.Get("noted");
        Assert.Equal("a note", got.Description);
        Assert.Equal("é日🙂", got.Tags["überschrift"]);
        Assert.Equal(("noted", 0, "noted:0", "text", "string", "linea"), (got.Name, got.Version, got.Reference, got.Format, got.ValueType, got.StorageBackend));
        Assert.Equal(1, got.Size);
        Assert.Equal("2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", got.Sha256);
        Assert.InRange(got.CreatedAt, before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Null(got.Mlflow);
    }

    [Fact]
    public void Equal_bytes_are_stored_once_under_any_names()
    {
        for (var i = 0; i < 5; i++) Store.Save(new byte[100_000], "zeros" + i % 2);

        Assert.Single(_test.StoredFiles());
    }

    [Fact]
    public void Every_call_gives_a_fresh_value()
    {
        Store.Save(new List<int> { 1, 2, 3 }, "list");
        var artifact = Store.Get("list");

        artifact.GetValue<List<int>>().Clear();

        Assert.Equal([1, 2, 3], artifact.GetValue<List<int>>());
    }

    [Fact]
    public void Get_says_what_is_missing_and_Find_gives_null()
    {
        Store.Save("x", "there");

        var error = Assert.Throws<LineaException>(() => Store.Get("absent"));
        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Contains("absent", error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<LineaException>(() => Store.Get("there", 7)).Code);
        Assert.Null(Store.Find("absent"));
        Assert.Null(Store.Find("there:7"));
        Assert.Null(Store.Find("there@champion"));
        Assert.NotNull(Store.Find("there:0"));
    }

    [Fact]
    public void An_alias_moves_and_goes_with_its_version()
    {
        Store.Save("a", "clf");
        Store.Save("b", "clf");

        Store.SetAlias("clf", "champion", 0);
        Assert.Equal("a", Store.Get("clf@champion").GetValue<string>());
        Store.SetAlias("clf", "champion", 1);
        Assert.Equal("b", Store.Get("clf@champion").GetValue<string>());
        Store.Delete("clf", 1);
        Assert.Null(Store.Find("clf@champion"));
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<LineaException>(() => Store.SetAlias("clf", "champion", 9)).Code);
    }

    [Fact]
    public async Task A_stream_of_unknown_length_is_saved_from_where_it_stands()
    {
        using var source = new MemoryStream(Encoding.UTF8.GetBytes("skip me, keep me"));
        source.Position = 9;

        await Store.SaveAsync(source, "stream");

        using var reader = new StreamReader(Store.Get("stream").GetValue<Stream>());
        Assert.Equal("keep me", await reader.ReadToEndAsync());
    }

    [Fact]
    public void A_file_and_a_directory_come_back_by_path()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_test.Folder, "data", "sub"));
        File.WriteAllText(Path.Combine(folder.FullName, "a.txt"), "in a");
        File.WriteAllText(Path.Combine(folder.Parent!.FullName, "b.txt"), "in b");

        Store.Save(folder.Parent, "folder");
        Store.Save(new FileInfo(Path.Combine(folder.FullName, "a.txt")), "file");

        var folderAgain = Store.Get("folder").Download(Path.Combine(_test.Folder, "out"));
        Assert.Equal("in a", File.ReadAllText(Path.Combine(folderAgain, "sub", "a.txt")));
        Assert.Equal("in b", File.ReadAllText(Path.Combine(folderAgain, "b.txt")));
        Assert.Equal("in a", File.ReadAllText(Path.Combine(Store.Get("file").Download(Path.Combine(_test.Folder, "out2")), "a.txt")));
        using var reader = new StreamReader(Store.Get("file").GetValue<Stream>());
        Assert.Equal("in a", reader.ReadToEnd());
    }

    [Fact]
    public async Task Progress_is_told_in_bytes()
    {
        var file = Path.Combine(_test.Folder, "big.bin");
        File.WriteAllBytes(file, new byte[3_500_000]);
        var (saving, reading) = (new Collected(), new Collected());

        await Store.SaveAsync(new FileInfo(file), "big", options: new SaveOptions { Progress = saving });
        await Store.Get("big").DownloadAsync(Path.Combine(_test.Folder, "out"), reading);

        Assert.Equal(new TransferProgress(3_500_000, 3_500_000), saving.Reports[^1]);
        Assert.Equal(new TransferProgress(3_500_000, 3_500_000), reading.Reports[^1]);
        Assert.True(saving.Reports.Count > 2);
    }

    private sealed class Collected : IProgress<TransferProgress>
    {
        public List<TransferProgress> Reports { get; } = [];

        public void Report(TransferProgress value) => Reports.Add(value);
    }

    [Fact]
    public async Task A_cancelled_save_throws_and_leaves_no_version()
    {
        using var cancel = new CancellationTokenSource();
        using var endless = new EndlessStream(onRead: total => { if (total > 5_000_000) cancel.Cancel(); });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.SaveAsync(endless, "endless", cancellationToken: cancel.Token));

        Assert.Null(Store.Find("endless"));
        Assert.Empty(_test.StoredFiles());
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_test.Home, "artifacts", "staging")));
        Assert.Equal(0, Store.Save("x", "endless").Version);
    }

    [Fact]
    public void Two_stores_in_one_process_know_nothing_of_each_other()
    {
        using var other = new TestStore();

        Store.Save("mine", "name");
        other.Store.Save("theirs", "name");

        Assert.Equal("mine", Store.Get("name").GetValue<string>());
        Assert.Equal("theirs", other.Store.Get("name").GetValue<string>());
        Assert.Single(Store.List());
    }

    [Fact]
    public void A_store_that_was_moved_as_one_folder_reads_on()
    {
        Store.Save("hello", "greeting");
        var moved = Path.Combine(_test.Folder, "moved");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Move(_test.Home, moved);

        var store = new ArtifactStore(new ArtifactStoreOptions { Options = TestStore.NewOptions(moved) });

        Assert.Equal("hello", store.Get("greeting").GetValue<string>());
    }

    [Fact]
    public void A_model_whose_package_is_not_registered_does_not_become_JSON()
    {
        var error = Assert.Throws<LineaException>(() => Store.Save(new Microsoft.Data.Analysis.DataFrame(), "table"));

        Assert.Equal(ErrorCode.NoFlavor, error.Code);
        Assert.Contains("LineaSharp.DataFrames", error.Message, StringComparison.Ordinal);
        Assert.Null(Store.Find("table"));
    }

    private sealed class EndlessStream(Action<long> onRead) : Stream
    {
        private long _total;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => _total; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            onRead(_total += count);
            return count;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
