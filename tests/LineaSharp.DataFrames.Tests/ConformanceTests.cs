using Apache.Arrow;
using LineaSharp.Formats;
using LineaSharp.Models;
using LineaSharp.Testing;
using Microsoft.Data.Analysis;
using Microsoft.ML;

namespace LineaSharp.DataFrames.Tests;

public abstract class TableConformance(IArtifactFormat format) : FormatConformance<Table>
{
    protected override IArtifactFormat Format => format;

    protected override Table Make() => Some.WithNulls();

    protected override void AssertSame(Table expected, Table actual) => Some.AssertSame(expected, actual);
}

public abstract class DataFrameConformance(IArtifactFormat format) : FormatConformance<DataFrame>
{
    protected override IArtifactFormat Format => format;

    protected override DataFrame Make() => Some.Frame();

    protected override void AssertSame(DataFrame expected, DataFrame actual) => Some.AssertSame(Table.Of(expected), Table.Of(actual));
}

public abstract class ArrowTableConformance(IArtifactFormat format) : FormatConformance<ArrowTable>
{
    protected override IArtifactFormat Format => format;

    protected override ArrowTable Make() => Some.WithNulls().ToArrow();

    protected override void AssertSame(ArrowTable expected, ArrowTable actual) => Some.AssertSame(Table.Of(expected), Table.Of(actual));
}

public abstract class RecordBatchConformance(IArtifactFormat format) : FormatConformance<RecordBatch>
{
    protected override IArtifactFormat Format => format;

    protected override RecordBatch Make() => Some.Batch();

    protected override void AssertSame(RecordBatch expected, RecordBatch actual) => Some.AssertSame(Table.Of(expected), Table.Of(actual));
}

public abstract class DataViewConformance(IArtifactFormat format) : FormatConformance<IDataView>
{
    protected override IArtifactFormat Format => format;

    protected override IDataView Make() => Some.Simple().ToDataView();

    protected override void AssertSame(IDataView expected, IDataView actual) => Some.AssertSame(Table.Of(expected), Table.Of(actual));
}

public sealed class ParquetTableTests() : TableConformance(new ParquetFormat());

public sealed class ParquetDataFrameTests() : DataFrameConformance(new ParquetFormat());

public sealed class ParquetArrowTableTests() : ArrowTableConformance(new ParquetFormat());

public sealed class ParquetRecordBatchTests() : RecordBatchConformance(new ParquetFormat());

public sealed class ParquetDataViewTests() : DataViewConformance(new ParquetFormat());

public sealed class ArrowTableTests() : TableConformance(new ArrowFormat());

public sealed class ArrowDataFrameTests() : DataFrameConformance(new ArrowFormat());

public sealed class ArrowArrowTableTests() : ArrowTableConformance(new ArrowFormat());

public sealed class ArrowRecordBatchTests() : RecordBatchConformance(new ArrowFormat());

public sealed class ArrowDataViewTests() : DataViewConformance(new ArrowFormat());
