using System.Buffers.Binary;

namespace LineaSharp.DataFrames;

/// <summary>Numbers of few bits, as runs of one value and as bit-packed groups of eight: levels, dictionary indices, booleans.</summary>
/// <remarks>https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE</remarks>
internal ref struct RleReader
{
    private readonly int _width;
    private ByteCursor _in;
    private ReadOnlySpan<byte> _packed;
    private long _packedLeft;
    private long _bit;
    private uint _runLeft;
    private int _value;

    public RleReader(ReadOnlySpan<byte> bytes, int width)
    {
        if (width > 32) throw new InvalidDataException($"numbers of {width} bits are too wide");
        _in = new(bytes);
        _width = width;
    }

    /// <summary>The next numbers; too few are an error.</summary>
    public void Fill(scoped Span<int> numbers)
    {
        if (_width == 0)
        {
            numbers.Clear();
            return;
        }
        while (numbers.Length > 0)
        {
            if (_runLeft == 0 && _packedLeft == 0) NextRun();
            var count = (int)Math.Min(numbers.Length, _runLeft > 0 ? _runLeft : _packedLeft);
            if (_runLeft > 0)
            {
                numbers[..count].Fill(_value);
                _runLeft -= (uint)count;
            }
            else
            {
                for (var i = 0; i < count; i++, _bit += _width) numbers[i] = (int)Bits.Read(_packed, _bit, _width);
                _packedLeft -= count;
            }
            numbers = numbers[count..];
        }
    }

    private void NextRun()
    {
        var head = _in.Varint();
        if (head > uint.MaxValue) throw new InvalidDataException("a run is too long");
        if ((head & 1) == 0)
        {
            _runLeft = (uint)(head >> 1);
            if (_runLeft == 0) throw new InvalidDataException("a run is empty");
            Span<byte> value = stackalloc byte[4];
            value.Clear();
            _in.Take((_width + 7) / 8).CopyTo(value);
            _value = BinaryPrimitives.ReadInt32LittleEndian(value);
            return;
        }
        // The last group may be cut where its values end.
        var bytes = (long)(head >> 1) * _width;
        _packed = _in.Take((int)Math.Min(bytes, _in.Remaining));
        _packedLeft = (long)_packed.Length * 8 / _width;
        _bit = 0;
        if (_packedLeft == 0) throw new InvalidDataException("a bit-packed group is empty");
    }
}
