using Microsoft.ML.Data;

namespace LineaSharp.Models;

/// <summary>MLflow's types of ML.NET's. This file is compiled into LineaSharp.MLNet, too.</summary>
/// <remarks>
/// <para>Single is <c>float</c>, Double <c>double</c>, Int32 and the smaller whole numbers <c>integer</c>, Int64 <c>long</c>, Boolean <c>boolean</c>, text
/// <c>string</c>, DateTime <c>datetime</c>; a vector is an <c>array</c> of its items, a vector of bytes and an image are <c>binary</c>.</para>
/// <para>Lossy are: UInt32, UInt64 and keys (<c>long</c>: keys by their number, not their value), DateTimeOffset (<c>datetime</c>, without the
/// offset), TimeSpan and row ids (<c>string</c>), the length of vectors, and other types (<c>any</c>).</para>
/// </remarks>
internal static class DataViewColumnTypes
{
    public static ColumnType Of(DataViewType type) => type switch
    {
        VectorDataViewType { ItemType: NumberDataViewType { RawType: var raw } } when raw == typeof(byte) => ColumnType.Binary,
        VectorDataViewType vector => ColumnType.ArrayOf(Of(vector.ItemType)),
        KeyDataViewType => ColumnType.Long,
        BooleanDataViewType => ColumnType.Boolean,
        TextDataViewType => ColumnType.String,
        DateTimeDataViewType or DateTimeOffsetDataViewType => ColumnType.DateTime,
        TimeSpanDataViewType or RowIdDataViewType => ColumnType.String,
        NumberDataViewType number => Of(number),
        { RawType.FullName: "Microsoft.ML.Data.MLImage" } => ColumnType.Binary,
        _ => ColumnType.Any,
    };

    private static ColumnType Of(NumberDataViewType number) => Type.GetTypeCode(number.RawType) switch
    {
        TypeCode.Single => ColumnType.Float,
        TypeCode.Double => ColumnType.Double,
        TypeCode.Int64 or TypeCode.UInt32 or TypeCode.UInt64 => ColumnType.Long,
        _ => ColumnType.Integer,
    };
}
