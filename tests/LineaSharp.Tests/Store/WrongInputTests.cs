using System.Globalization;
using Microsoft.Data.Sqlite;
using Xunit;

namespace LineaSharp.Tests.Store;

public sealed class WrongInputTests : IDisposable
{
    private readonly TestStore _test = new();

    private ArtifactStore Store => _test.Store;

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a/b", "/")]
    [InlineData("a\\b", "\\")]
    [InlineData("a:b:c", ":")]
    [InlineData("..", "..")]
    [InlineData(".", ".")]
    [InlineData("a\0b", "control")]
    [InlineData("a\nb", "control")]
    [InlineData("trailing ", "space")]
    [InlineData(" leading", "space")]
    [InlineData("a@b", "@")]
    public void A_name_that_cannot_be_used_is_refused_with_the_reason_before_any_work(string name, string reason)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => Store.Save("x", name));

        Assert.Contains(reason, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(_test.Home));
    }

    [Fact]
    public void A_name_with_half_a_character_is_refused() => Assert.ThrowsAny<ArgumentException>(() => Store.Save("x", "lone " + (char)0xd800));

    [Fact]
    public void A_name_of_300_characters_is_refused_and_one_of_250_is_not()
    {
        Assert.ThrowsAny<ArgumentException>(() => Store.Save("x", new string('n', 300)));

        Assert.Equal("x", Store.Get(Store.Save("x", new string('n', 250)).Name).GetValue<string>());
    }

    [Theory]
    [InlineData("🐧 penguins 🙂")]
    [InlineData("模型")]
    [InlineData("a.b-c_d%20 e'\"; DROP TABLE version; --")]
    [InlineData("Größe")]
    public void Any_language_and_odd_characters_are_names(string name)
    {
        Store.Save("x", name);

        Assert.Equal(name, Store.Get(name).Name);
        Assert.Equal([name], Store.List().Select(a => a.Name));
    }

    [Fact]
    public void Two_spellings_of_one_name_are_one_artifact()
    {
        Store.Save("x", "Gr\u00f6\u00dfe");

        Assert.Equal(1, Store.Save("y", "Gro\u0308\u00dfe").Version);
    }

    [Fact]
    public void Null_and_values_that_cannot_be_kept_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => Store.Save(null!, "x"));
        Assert.ThrowsAny<Exception>(() => Store.Save(new Action(() => { }), "x"));
        Assert.Null(Store.Find("x"));
    }

    [Fact]
    public void Tags_that_cannot_be_used_are_refused_before_any_work()
    {
        SaveOptions Tagged(string key, string value) => new() { Tags = new Dictionary<string, string> { [key] = value } };

        Assert.Throws<ArgumentException>(() => Store.Save("x", "x", options: Tagged("", "v")));
        Assert.Throws<ArgumentException>(() => Store.Save("x", "x", options: Tagged(new string('k', 251), "v")));
        Assert.Throws<ArgumentException>(() => Store.Save("x", "x", options: Tagged("k", new string('v', 8001))));
        Assert.False(Directory.Exists(_test.Home));
    }

    [Fact]
    public void A_version_is_named_once()
    {
        Store.Save("x", "x");

        Assert.Throws<ArgumentException>(() => Store.Get("x:0", 0));
    }

    [Fact]
    public void A_catalog_made_by_a_newer_LineaSharp_is_left_alone()
    {
        Store.Save("x", "x");
        Sql("PRAGMA user_version = 99");

        var error = Assert.Throws<LineaException>(() => _test.Another().Save("y", "x"));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
        Assert.Contains("99", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_something_else_is_left_alone()
    {
        Directory.CreateDirectory(_test.Home);
        Sql("CREATE TABLE customers (id INTEGER)");

        var error = Assert.Throws<LineaException>(() => Store.Save("x", "x"));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("customers", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Every_culture_writes_and_reads_the_same(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Store.Save(new Dictionary<string, double> { ["PI"] = 1.5, ["i"] = -0.25 }, "INDIVIDUAL", options: new SaveOptions { Tags = new Dictionary<string, string> { ["I"] = "i" } });

            Assert.Equal("{\"PI\":1.5,\"i\":-0.25}", Store.Get("INDIVIDUAL").GetValue().ToString()!.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
            Assert.Equal(1.5, Store.Get("INDIVIDUAL:0").GetValue<Dictionary<string, double>>()["PI"]);
            Assert.Single(Store.List(filter: new ArtifactFilter { Tags = new Dictionary<string, string> { ["I"] = "i" } }));
            Assert.Null(Store.Find("individual"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_relative_home_dir_is_where_the_process_was_when_it_was_set()
    {
        var home = Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(_test.Folder, "relative"));
        var store = new ArtifactStore(new ArtifactStoreOptions { Options = TestStore.NewOptions(home) });

        store.Save("x", "x");

        Assert.True(File.Exists(Path.Combine(_test.Folder, "relative", "linea.db")));
        Assert.Equal(Path.Combine(_test.Folder, "relative"), store.Options.HomeDir);
    }

    [Fact]
    public void Reading_options_and_making_a_store_touches_no_disk()
    {
        _ = _test.Another();
        _ = Store.Options.DatabaseUrl;
        _ = Store.Options.Get("artifact_storage_dir");

        Assert.False(Directory.Exists(_test.Home));
    }

    [Fact]
    public void An_artifact_place_without_its_package_is_told()
    {
        _test.Options.Set("artifact_storage_dir", "s3://bucket/prefix");

        var error = Assert.Throws<LineaException>(() => Store.Save("x", "x"));

        Assert.Equal(ErrorCode.NotConfigured, error.Code);
        Assert.Contains("s3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_storage_place_leaves_older_versions_readable()
    {
        Store.Save("old", "x");
        _test.Options.Set("artifact_storage_dir", Path.Combine(_test.Folder, "elsewhere"));
        Store.Save("new", "x");

        Assert.Equal(["old", "new"], new[] { 0, 1 }.Select(v => Store.Get("x", v).GetValue<string>()));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_test.Folder, "elsewhere", "sha256"), "*", SearchOption.AllDirectories));
    }

    private void Sql(string statement)
    {
        using var connection = new SqliteConnection($"Data Source={_test.Home}/linea.db");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
