namespace LineaSharp.Scoring.Objects;

/// <summary>A list, tuple or set of Python, as data.</summary>
/// <remarks>
/// The values in it, and everywhere in this folder, are: null (None), <see cref="bool"/>, <see cref="long"/>, <see cref="System.Numerics.BigInteger"/> (an int beyond 64 bits),
/// <see cref="double"/>, <see cref="System.Numerics.Complex"/>, <see cref="string"/>, <see cref="PyBytes"/>, <see cref="PySequence"/>, <see cref="PyDict"/>, <see cref="PyArray"/>,
/// <see cref="PyDtype"/>, <see cref="PyGlobal"/> and <see cref="PyObject"/>. One object may be in several places, and may hold itself.
/// </remarks>
internal abstract class PySequence
{
    protected PySequence(List<object?> items) => Items = items;

    public List<object?> Items { get; }

    public int Count => Items.Count;

    public object? this[int index] => Items[index];
}

/// <summary>Python's list.</summary>
internal sealed class PyList(List<object?> items) : PySequence(items);

/// <summary>Python's tuple.</summary>
internal sealed class PyTuple(List<object?> items) : PySequence(items)
{
    public static PyTuple Empty { get; } = new([]);
}

/// <summary>Python's set or frozenset, in the order of the file; equal values are not looked for.</summary>
internal sealed class PySet(List<object?> items) : PySequence(items);
