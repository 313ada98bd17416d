using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace LineaSharp.Scoring.Objects;

/// <summary>An array of numpy, as data. Its bytes are converted when somebody asks, once, and always come out in C order.</summary>
internal sealed class PyArray
{
    private static readonly PyDtype Float64 = PyDtype.Parse("f8")!;
    private static readonly int[] Nothing = [0];
    private readonly ReadBudget _budget;
    private ReadOnlyMemory<byte> _bytes;
    private object?[]? _objects;
    private int _offset;
    private int _stride;
    private bool _isFortran;
    private double[]? _doubles;
    private long[]? _longs;

    /// <summary>An empty array, which its state fills later.</summary>
    public PyArray(ReadBudget budget) => _budget = budget;

    public PyDtype Dtype { get; private set; } = Float64;

    public IReadOnlyList<int> Shape { get; private set; } = Nothing;

    /// <summary>The number of elements.</summary>
    public int Length { get; private set; }

    /// <summary>Fills the array from the bytes of its elements.</summary>
    /// <exception cref="LineaException">CorruptArtifact: shape, type and bytes do not fit.</exception>
    public PyArray Fill(PyDtype dtype, IReadOnlyList<int> shape, ReadOnlyMemory<byte> bytes, bool isFortran)
    {
        Take(dtype, shape);
        if (dtype.IsObject || (dtype.ItemSize == 0 && dtype.Kind is not ('U' or 'S')) || (long)Length * dtype.ItemSize != bytes.Length)
            throw _budget.Damaged($"an array {this} has {bytes.Length} bytes.");
        (_bytes, _stride, _isFortran) = (bytes, dtype.ItemSize, isFortran && shape.Count > 1);
        return this;
    }

    /// <summary>Fills the array from its elements, in C order.</summary>
    public PyArray Fill(PyDtype dtype, IReadOnlyList<int> shape, List<object?> elements)
    {
        Take(dtype, shape);
        if (!dtype.IsObject || Length != elements.Count) throw _budget.Damaged($"an array {this} has {elements.Count} elements.");
        _budget.Charge(8L * Length);
        _objects = elements.ToArray();
        return this;
    }

    /// <summary>A field of an array of records; null when there is none of the name.</summary>
    public PyArray? FindField(string name)
    {
        if (Dtype.Fields?.FirstOrDefault(f => f.Name == name) is not { } field) return null;
        var array = new PyArray(_budget) { _bytes = _bytes, _offset = _offset + field.Offset, _stride = _stride, _isFortran = _isFortran };
        array.Take(field.Dtype, Shape);
        return array;
    }

    public PyArray Field(string name) => FindField(name) ?? throw _budget.Damaged($"an array of records has no field '{name}'; it has {Dtype}.");

    /// <summary>The elements as numbers.</summary>
    public double[] ToDoubles()
    {
        if (_doubles is not null) return _doubles;
        var doubles = New<double>();
        if (!TryCopy<double>(doubles))
            for (var i = 0; i < doubles.Length; i++) doubles[i] = PyValue.AsNumber(Element(i))
                ?? throw _budget.Damaged($"an array {this} holds {PyValue.Describe(Element(i))} where numbers belong.");
        return _doubles = doubles;
    }

    /// <summary>The elements as whole numbers.</summary>
    public long[] ToLongs()
    {
        if (_longs is not null) return _longs;
        var longs = New<long>();
        if (Dtype.Kind == 'f' || !TryCopy<long>(longs))
            for (var i = 0; i < longs.Length; i++) longs[i] = PyValue.AsWhole(Element(i))
                ?? throw _budget.Damaged($"an array {this} holds {PyValue.Describe(Element(i))} where whole numbers belong.");
        return _longs = longs;
    }

    public int[] ToInts()
    {
        var longs = ToLongs();
        var ints = New<int>();
        for (var i = 0; i < longs.Length; i++) ints[i] = longs[i] is >= int.MinValue and <= int.MaxValue ? (int)longs[i]
            : throw _budget.Damaged($"an array {this} holds {longs[i]}, too large for an index.");
        return ints;
    }

    /// <summary>The elements as they are: bool, long, double, text, objects.</summary>
    public object?[] ToValues()
    {
        var values = New<object?>();
        for (var i = 0; i < values.Length; i++) values[i] = Element(i);
        return values;
    }

    /// <summary>The element at a place in C order.</summary>
    public object? Element(int index)
    {
        if (_objects is not null) return _objects[index];
        var element = _bytes.Span.Slice(_offset + (_isFortran ? FortranPlace(index) : index) * _stride, Dtype.ItemSize);
        return (Dtype.Kind, Dtype.ItemSize) switch
        {
            ('b', 1) => element[0] != 0,
            ('i', 1) => (long)(sbyte)element[0],
            ('i', 2) => (long)(Dtype.IsBigEndian ? BinaryPrimitives.ReadInt16BigEndian(element) : BinaryPrimitives.ReadInt16LittleEndian(element)),
            ('i', 4) => (long)(Dtype.IsBigEndian ? BinaryPrimitives.ReadInt32BigEndian(element) : BinaryPrimitives.ReadInt32LittleEndian(element)),
            ('i' or 'M' or 'm', 8) => Dtype.IsBigEndian ? BinaryPrimitives.ReadInt64BigEndian(element) : BinaryPrimitives.ReadInt64LittleEndian(element),
            ('u', 1) => (long)element[0],
            ('u', 2) => (long)(Dtype.IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(element) : BinaryPrimitives.ReadUInt16LittleEndian(element)),
            ('u', 4) => (long)(Dtype.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(element) : BinaryPrimitives.ReadUInt32LittleEndian(element)),
            ('u', 8) => Unsigned(Dtype.IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(element) : BinaryPrimitives.ReadUInt64LittleEndian(element)),
            ('f', 2) => (double)(Dtype.IsBigEndian ? BinaryPrimitives.ReadHalfBigEndian(element) : BinaryPrimitives.ReadHalfLittleEndian(element)),
            ('f', 4) => (double)(Dtype.IsBigEndian ? BinaryPrimitives.ReadSingleBigEndian(element) : BinaryPrimitives.ReadSingleLittleEndian(element)),
            ('f', 8) => Dtype.IsBigEndian ? BinaryPrimitives.ReadDoubleBigEndian(element) : BinaryPrimitives.ReadDoubleLittleEndian(element),
            ('U', _) => Text(element),
            ('S', _) => new PyBytes(element.TrimEnd((byte)0).ToArray()),
            _ => throw _budget.Unreadable($"holds an array of {Dtype}, which .NET has no numbers for.", "In Python, convert it to float64 and save the model again."),
        };
    }

    /// <summary>Copies numbers without making an object of each. False for all others, which <see cref="Element"/> gives one by one: objects, the other order of bytes or places.</summary>
    private bool TryCopy<T>(Span<T> into) where T : unmanaged, INumberBase<T>
    {
        if (_objects is not null || !BitConverter.IsLittleEndian || Dtype.IsBigEndian || _isFortran) return false;
        return (Dtype.Kind, Dtype.ItemSize) switch
        {
            ('i', 1) => Copy<sbyte, T>(into),
            ('i', 2) => Copy<short, T>(into),
            ('i', 4) => Copy<int, T>(into),
            ('i', 8) => Copy<long, T>(into),
            ('u', 1) => Copy<byte, T>(into),
            ('u', 2) => Copy<ushort, T>(into),
            ('u', 4) => Copy<uint, T>(into),
            ('f', 4) => Copy<float, T>(into),
            ('f', 8) => Copy<double, T>(into),
            _ => false,
        };
    }

    private bool Copy<TFrom, T>(Span<T> into) where TFrom : unmanaged, INumberBase<TFrom> where T : unmanaged, INumberBase<T>
    {
        // The fields of records lie apart.
        for (var i = 0; i < into.Length; i++) into[i] = T.CreateTruncating(MemoryMarshal.Read<TFrom>(_bytes.Span[(_offset + i * _stride)..]));
        return true;
    }

    public override string ToString() => $"{Dtype} of shape ({string.Join(", ", Shape)})";

    private static object Unsigned(ulong value) => value <= long.MaxValue ? (object)(long)value : (BigInteger)value;

    // UTF-32, filled up with zeros.
    private string Text(ReadOnlySpan<byte> element)
    {
        var text = new StringBuilder(element.Length / 4);
        var end = element.Length;
        while (end >= 4 && BinaryPrimitives.ReadInt32LittleEndian(element[(end - 4)..]) == 0) end -= 4;
        for (var i = 0; i + 4 <= end; i += 4)
        {
            var code = Dtype.IsBigEndian ? BinaryPrimitives.ReadInt32BigEndian(element[i..]) : BinaryPrimitives.ReadInt32LittleEndian(element[i..]);
            // Lone surrogates are allowed in Python's texts, and in .NET's.
            if (code is >= 0xD800 and <= 0xDFFF) text.Append((char)code);
            else if (Rune.IsValid(code)) text.Append(new Rune(code).ToString());
            else throw _budget.Damaged(string.Create(CultureInfo.InvariantCulture, $"a text holds the character {code:x}, which does not exist."));
        }
        return text.ToString();
    }

    private void Take(PyDtype dtype, IReadOnlyList<int> shape)
    {
        long length = 1;
        if (shape.Count > 32) throw _budget.Damaged("an array has an impossible shape.");
        for (var d = 0; d < shape.Count; d++)
            if (shape[d] < 0 || (length *= shape[d]) > Array.MaxLength) throw _budget.Damaged("an array has an impossible shape.");
        dtype.IsInUse = true;
        (Dtype, Shape, Length, _objects, _doubles, _longs) = (dtype, shape, (int)length, null, null, null);
    }

    // Where an element in C order lies in Fortran order.
    private int FortranPlace(int index)
    {
        int place = 0, stride = 1;
        Span<int> at = stackalloc int[Shape.Count];
        for (var d = Shape.Count - 1; d >= 0; index /= Shape[d--]) at[d] = index % Shape[d];
        for (var d = 0; d < at.Length; stride *= Shape[d++]) place += at[d] * stride;
        return place;
    }

    private T[] New<T>()
    {
        _budget.Charge(8L * Length);
        return new T[Length];
    }
}
