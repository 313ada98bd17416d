namespace LineaSharp.Scoring.Objects;

/// <summary>Python's bytes or bytearray, as data: a part of the file, which is not copied.</summary>
internal sealed class PyBytes(ReadOnlyMemory<byte> memory)
{
    public static PyBytes Empty { get; } = new(default);

    public ReadOnlyMemory<byte> Memory => memory;

    public ReadOnlySpan<byte> Span => memory.Span;

    public int Length => memory.Length;
}
