using LineaSharp.Internal;

namespace LineaSharp.Formats;

/// <summary>What the head of an npy file says of the array that follows.</summary>
public sealed class NpyHeader
{
    internal NpyHeader(int version, NpyDtype dtype, IReadOnlyList<long> shape, bool isFortranOrder, bool isBigEndian, long dataOffset)
    {
        (Version, Dtype, Shape, IsFortranOrder, IsBigEndian, DataOffset) = (version, dtype, shape, isFortranOrder, isBigEndian, dataOffset);
        DataLength = NpyShape.DataLength(shape, dtype.Size);
    }

    /// <summary>The format's version: 1, 2 or 3.</summary>
    public int Version { get; }

    /// <summary>The .NET type of the elements.</summary>
    public Type ElementType => Dtype.Type;

    /// <summary>Lengths of the dimensions; empty for numpy's 0-dimensional arrays (scalars).</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Whether the first index varies fastest in the file. Reading converts to C order.</summary>
    public bool IsFortranOrder { get; }

    /// <summary>Whether the numbers are written with their highest byte first. Reading converts.</summary>
    public bool IsBigEndian { get; }

    /// <summary>Where the elements begin: bytes of the head itself.</summary>
    public long DataOffset { get; }

    /// <summary>Bytes of all elements.</summary>
    public long DataLength { get; }

    /// <summary>The type of the array that reading gives, as C# writes it: <c>double[,]</c>.</summary>
    public string ArrayType => $"{TypeName.Of(ElementType)}[{new string(',', Math.Max(0, Shape.Count - 1))}]";

    /// <summary>What is in the file, for messages: <c>float64 of shape (3, 4)</c>.</summary>
    public override string ToString() => $"{Dtype.Name} of shape ({string.Join(", ", Shape)})";

    internal NpyDtype Dtype { get; }

    /// <summary>Whether reading gives an array of this type.</summary>
    internal bool Is(Type type) =>
        type == typeof(Array) || type == typeof(object)
        || (type.IsArray && type.GetElementType() == ElementType
            && (Shape.Count <= 1 ? type.IsSZArray : type.GetArrayRank() == Shape.Count));
}
