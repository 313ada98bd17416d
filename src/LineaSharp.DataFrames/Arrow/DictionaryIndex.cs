using Apache.Arrow;

namespace LineaSharp.DataFrames;

/// <summary>The numbers into a dictionary, whose type is any whole number's.</summary>
internal static class DictionaryIndex
{
    /// <summary>The number at a place, which has one.</summary>
    public static int At(IArrowArray indices, int at) => indices switch
    {
        Int8Array a => a.Values[at],
        UInt8Array a => a.Values[at],
        Int16Array a => a.Values[at],
        UInt16Array a => a.Values[at],
        Int32Array a => a.Values[at],
        UInt32Array a => checked((int)a.Values[at]),
        Int64Array a => checked((int)a.Values[at]),
        UInt64Array a => checked((int)a.Values[at]),
        _ => throw new InvalidDataException($"a dictionary cannot be indexed by {indices.Data.DataType.Name}"),
    };
}
