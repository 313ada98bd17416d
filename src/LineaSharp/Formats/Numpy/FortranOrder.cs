using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LineaSharp.Formats;

/// <summary>Walks an array's places in Fortran order, in which the first index varies fastest.</summary>
internal sealed class FortranOrder
{
    private readonly int[] _lengths;
    private readonly int[] _index;
    private readonly long[] _strides; // in elements
    private long _place;

    public FortranOrder(int[] lengths)
    {
        _lengths = lengths;
        _index = new int[lengths.Length];
        _strides = new long[lengths.Length];
        long stride = 1;
        for (var d = lengths.Length - 1; d >= 0; stride *= lengths[d--]) _strides[d] = stride;
    }

    /// <summary>Puts the next elements of the file into their places.</summary>
    public void Scatter(ReadOnlySpan<byte> elements, int size, Array array)
    {
        ref var target = ref MemoryMarshal.GetArrayDataReference(array);
        for (; !elements.IsEmpty; elements = elements[size..])
        {
            elements[..size].CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref target, (nint)(_place * size)), size));
            Next();
        }
    }

    private void Next()
    {
        for (var d = 0; d < _index.Length; d++)
        {
            _place += _strides[d];
            if (++_index[d] < _lengths[d]) return;
            _place -= _strides[d] * _lengths[d];
            _index[d] = 0;
        }
    }
}
