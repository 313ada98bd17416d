using System.Globalization;
using Apache.Arrow;
using LineaSharp.Models;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LineaSharp.DataFrames.Tests;

/// <summary>From the public front: saved as one kind of table, got as another.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("linea-frames-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public async Task A_data_frame_is_got_as_Arrow_as_a_data_view_and_as_a_table_in_any_culture(string culture)
    {
        await Task.Run(() =>
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var store = Store(new ParquetFormat());
            var frame = new DataFrame(new DoubleDataFrameColumn("price", new double?[] { 1.5, null, -2.25 }), new StringDataFrameColumn("city", new[] { "İzmir", "Iğdır", null }), new DecimalDataFrameColumn("vat", new[] { 0.19m, 0.20m, 0.07m }));

            var saved = store.Save(frame, "prices");

            Assert.Equal("parquet", saved.Format);
            Assert.Equal("linea", saved.StorageBackend.ToString(), ignoreCase: true);
            var arrow = store.Get("prices").GetValue<ArrowTable>();
            Assert.Equal(["İzmir", "Iğdır", null], Enumerable.Range(0, 3).Select(i => ((StringArray)arrow.Column(1).Data.ArrowArray(0)).GetString(i)));
            var table = Assert.IsType<Table>(store.Get("prices").GetValue());
            Assert.Equal([1.5, null, -2.25], (double?[])table["price"].Values);
            Assert.Equal([0.19m, 0.20m, 0.07m], (decimal[])table["vat"].Values);
            var view = store.Get("prices").GetValue<IDataView>();
            Assert.Equal(NumberDataViewType.Double, view.Schema["price"].Type);
            Assert.Equal(frame["city"].Cast<string?>(), store.Get("prices").GetValue<DataFrame>()["city"].Cast<string?>());
        });
    }

    [Fact]
    public void Equal_tables_are_stored_once_whatever_kind_they_are()
    {
        var store = Store(new ParquetFormat());

        var first = store.Save(Some.Simple(), "a");
        var second = store.Save(Some.Simple().ToDataView(), "b");

        Assert.Equal(first.GetFiles().Single().Sha256, second.GetFiles().Single().Sha256);
    }

    [Fact]
    public void The_format_that_was_registered_first_saves_and_both_read()
    {
        var store = Store(new ArrowFormat(), new ParquetFormat());

        Assert.Equal("arrow", store.Save(Some.Full(), "t").Format);
        Some.AssertSame(Some.Full(), store.Get("t").GetValue<Table>());
    }

    [Fact]
    public void Without_the_package_a_table_is_an_error_that_names_it()
    {
        var error = Assert.Throws<LineaException>(() => Store().Save(Some.Simple(), "t"));

        Assert.Equal(ErrorCode.NoFlavor, error.Code);
        Assert.Contains("LineaSharp.DataFrames", error.Message, StringComparison.Ordinal);
        Assert.Contains("new ParquetFormat()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_or_failed_save_leaves_no_version()
    {
        var store = Store(new ParquetFormat());

        Assert.Throws<LineaException>(() => store.Save(new Table(new TableColumn("mixed", new object[] { 1L, "a" })), "t"));

        Assert.Null(store.Find("t"));
    }

    private ArtifactStore Store(params LineaSharp.Formats.IArtifactFormat[] formats)
    {
        var options = new LineaOptions(environment: _ => null);
        options.Set("home_dir", _folder.FullName);
        return new ArtifactStore(new() { Options = options, Formats = formats });
    }
}
