using System.Numerics;
using System.Runtime.CompilerServices;

namespace LineaSharp.Formats;

/// <summary>One of numpy's element types that .NET has as well.</summary>
/// <param name="Code">Kind and size in bytes, as the header writes them after the byte order: <c>f8</c>.</param>
/// <param name="Name">numpy's name: <c>float64</c>.</param>
/// <param name="Type">The .NET type of the same bits.</param>
/// <param name="Size">Bytes of one element.</param>
/// <param name="Word">Bytes that a byte order applies to: half of a complex number, else the size.</param>
/// <param name="Create">Makes an array of these lengths, whose bytes may be anything.</param>
internal sealed record NpyDtype(string Code, string Name, Type Type, int Size, int Word, Func<int[], Array> Create)
{
    private static readonly NpyDtype[] All =
    [
        Of<bool>("b1", "bool"),
        Of<sbyte>("i1", "int8"), Of<short>("i2", "int16"), Of<int>("i4", "int32"), Of<long>("i8", "int64"),
        Of<byte>("u1", "uint8"), Of<ushort>("u2", "uint16"), Of<uint>("u4", "uint32"), Of<ulong>("u8", "uint64"),
        Of<Half>("f2", "float16"), Of<float>("f4", "float32"), Of<double>("f8", "float64"),
        Of<Complex>("c16", "complex128") with { Word = sizeof(double) },
    ];

    public static NpyDtype? Find(string code) => Array.Find(All, d => d.Code == code);

    // By exact type: to the runtime an int[] also "is" a uint[] and an array of enums.
    public static NpyDtype? Find(Type element) => Array.Find(All, d => d.Type == element);

    private static NpyDtype Of<T>(string code, string name) where T : unmanaged =>
        new(code, name, typeof(T), Unsafe.SizeOf<T>(), Unsafe.SizeOf<T>(), NewArray<T>);

    private static Array NewArray<T>(int[] lengths) => lengths switch
    {
        [var n] => GC.AllocateUninitializedArray<T>(n),
        [var a, var b] => new T[a, b],
        [var a, var b, var c] => new T[a, b, c],
        [var a, var b, var c, var d] => new T[a, b, c, d],
        _ when RuntimeFeature.IsDynamicCodeSupported => Array.CreateInstance(typeof(T), lengths),
        _ => throw new LineaException(ErrorCode.NotSupported, $"An array of {lengths.Length} dimensions cannot be made in a program compiled ahead of time; 4 is the most."),
    };
}
