using LineaSharp;
using LineaSharp.DataFrames;
using LineaSharp.Models;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using ArrowTable = Apache.Arrow.Table;

/// <summary>The pieces of docs/tables.md; they compile, and are not run: they name artifacts that are not there.</summary>
internal static class TablesGuide
{
    public static (ArrowTable, IDataView, Table) SaveAndGet(DataFrame frame)
    {
        Linea.Use(new ParquetFormat());                                    // once, at the start
        Linea.Save(frame, "prices");                                       // one file, value.parquet: pandas, polars and DuckDB read it

        var arrow = Linea.Get("prices").GetValue<ArrowTable>();            // the caller chooses what comes back …
        var view = Linea.Get("prices").GetValue<IDataView>();              // … ML.NET trains on it
        var table = Linea.Get("prices").GetValue<Table>();                 // … models predict on it
        return (arrow, view, table);
    }

    public static void Choose()
    {
        Linea.Use(new ParquetFormat(new TableFileOptions
        {
            Columns = ["price", "city"],                                   // reads these alone
            Compression = TableCompression.Zstd,                           // writes smaller files; Snappy is the default
        }));
    }

    public static ModelData Predict(PyFuncModel model, DataFrame frame) => model.Predict(Table.Of(frame));

    public static (Table, IDataView) Convert(DataFrame frame)
    {
        var table = Table.Of(frame);                                       // of an Arrow table, a record batch, a data view, too
        var view = table.ToDataView();                                     // or ToArrow(), ToDataFrame()
        return (table, view);
    }

    public static ModelSignature Infer(DataFrame input, DataFrame predictions)
    {
        return ModelSignature.Infer(input, predictions);                   // of data views, too
    }
}
