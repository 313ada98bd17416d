using Apache.Arrow;

namespace LineaSharp.DataFrames;

/// <summary>Which values are there, and which are missing, as Arrow keeps it.</summary>
internal sealed class Validity(int capacity)
{
    private readonly byte[] _bits = new byte[capacity / 8 + 1];

    public int Count { get; private set; }

    public int Nulls { get; private set; }

    /// <summary>The bitmap; empty where nothing is missing.</summary>
    public ArrowBuffer Buffer => Nulls == 0 ? ArrowBuffer.Empty : new ArrowBuffer(_bits.AsMemory(0, (Count + 7) / 8));

    public void Add(bool isValid)
    {
        if (isValid) Bits.Set(_bits, Count);
        else Nulls++;
        Count++;
    }
}
