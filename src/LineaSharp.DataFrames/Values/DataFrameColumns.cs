using LineaSharp.Models;
using Microsoft.Data.Analysis;
using Microsoft.ML.Data;

namespace LineaSharp.DataFrames;

/// <summary>Columns of a <see cref="DataFrame"/> of a table's.</summary>
internal static class DataFrameColumns
{
    public static DataFrameColumn Of(TableColumn column) => (column.Name, column.Values) switch
    {
        (var name, bool[] v) => new BooleanDataFrameColumn(name, v),
        (var name, bool?[] v) => new BooleanDataFrameColumn(name, v),
        (var name, sbyte?[] v) => new SByteDataFrameColumn(name, v),
        (var name, byte?[] v) => new ByteDataFrameColumn(name, v),
        // The runtime takes sbyte[] for byte[] and the like; the type of the elements does not.
        (var name, sbyte[] v) when column.ElementType == typeof(sbyte) => new SByteDataFrameColumn(name, v),
        (var name, byte[] v) when column.ElementType == typeof(byte) => new ByteDataFrameColumn(name, v),
        (var name, short?[] v) => new Int16DataFrameColumn(name, v),
        (var name, ushort?[] v) => new UInt16DataFrameColumn(name, v),
        (var name, short[] v) when column.ElementType == typeof(short) => new Int16DataFrameColumn(name, v),
        (var name, ushort[] v) when column.ElementType == typeof(ushort) => new UInt16DataFrameColumn(name, v),
        (var name, int?[] v) => new Int32DataFrameColumn(name, v),
        (var name, uint?[] v) => new UInt32DataFrameColumn(name, v),
        (var name, int[] v) when column.ElementType == typeof(int) => new Int32DataFrameColumn(name, v),
        (var name, uint[] v) when column.ElementType == typeof(uint) => new UInt32DataFrameColumn(name, v),
        (var name, long?[] v) => new Int64DataFrameColumn(name, v),
        (var name, ulong?[] v) => new UInt64DataFrameColumn(name, v),
        (var name, long[] v) when column.ElementType == typeof(long) => new Int64DataFrameColumn(name, v),
        (var name, ulong[] v) when column.ElementType == typeof(ulong) => new UInt64DataFrameColumn(name, v),
        (var name, float[] v) => new SingleDataFrameColumn(name, v),
        (var name, float?[] v) => new SingleDataFrameColumn(name, v),
        (var name, double[] v) => new DoubleDataFrameColumn(name, v),
        (var name, double?[] v) => new DoubleDataFrameColumn(name, v),
        (var name, decimal[] v) => new DecimalDataFrameColumn(name, v),
        (var name, decimal?[] v) => new DecimalDataFrameColumn(name, v),
        (var name, DateTime[] v) => new DateTimeDataFrameColumn(name, v),
        (var name, DateTime?[] v) => new DateTimeDataFrameColumn(name, v),
        (var name, Half[] v) => new PrimitiveDataFrameColumn<Half>(name, v),
        (var name, Half?[] v) => new PrimitiveDataFrameColumn<Half>(name, v),
        (var name, DateTimeOffset[] v) => new PrimitiveDataFrameColumn<DateTimeOffset>(name, v),
        (var name, DateTimeOffset?[] v) => new PrimitiveDataFrameColumn<DateTimeOffset>(name, v),
        (var name, DateOnly[] v) => new PrimitiveDataFrameColumn<DateOnly>(name, v),
        (var name, DateOnly?[] v) => new PrimitiveDataFrameColumn<DateOnly>(name, v),
        (var name, TimeOnly[] v) => new PrimitiveDataFrameColumn<TimeOnly>(name, v),
        (var name, TimeOnly?[] v) => new PrimitiveDataFrameColumn<TimeOnly>(name, v),
        (var name, TimeSpan[] v) => new PrimitiveDataFrameColumn<TimeSpan>(name, v),
        (var name, TimeSpan?[] v) => new PrimitiveDataFrameColumn<TimeSpan>(name, v),
        (var name, string?[] v) => new StringDataFrameColumn(name, v),
        (var name, object?[] v) when v.All(x => x is null) => new StringDataFrameColumn(name, v.Length),
        (_, float[][] v) => Vectors(column, v),
        (_, double[][] v) => Vectors(column, v),
        (_, int[][] v) when column.ElementType == typeof(int[]) => Vectors(column, v),
        (_, long[][] v) when column.ElementType == typeof(long[]) => Vectors(column, v),
        (_, byte[][] v) when column.ElementType == typeof(byte[]) => Vectors(column, v),
        (_, bool[][] v) => Vectors(column, v),
        _ => throw CannotHold(column, "it has columns of numbers, texts, times and truth values, and of lists of numbers in which nothing is missing"),
    };

    private static VBufferDataFrameColumn<T> Vectors<T>(TableColumn column, T[]?[] values) =>
        new(column.Name, values.Select(v => v is null ? throw CannotHold(column, "a list or value of bytes cannot be missing in it") : new VBuffer<T>(v.Length, v)));

    private static LineaException CannotHold(TableColumn column, string why) => FrameErrors.CannotHold(column.Name, column.ToString(), "DataFrame", why);
}
