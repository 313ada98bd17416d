using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Statsmodels;

/// <summary>A DataFrame of pandas (1.3 and later) in a pickle, as data: a manager of blocks of columns of one type, with the names beside them.</summary>
internal sealed class PandasFrame
{
    private readonly PyTuple _blocks;

    private PandasFrame(PyTuple blocks, string[] names) => (_blocks, Names) = (blocks, names);

    public IReadOnlyList<string> Names { get; }

    /// <summary>The frame; null where the value is none, or of a kind that is not known.</summary>
    public static PandasFrame? Find(object? value) =>
        value is PyObject { Type.Name: "DataFrame" } frame
        && (frame.Find("_mgr") ?? frame.Find("_data")) is PyObject { Type.Name: "BlockManager" } manager
        && manager.Arguments is { Count: >= 2 } parts && parts[0] is PyTuple blocks && parts[1] is PyList { Count: 2 } axes
        && Labels(axes[0]) is { } labels
            ? new PandasFrame(blocks, labels) : null;

    /// <summary>The distinct values of a column that are not missing: all text, all numbers or all flags, or what a categorical column may hold; null where they are of another kind.</summary>
    public object[]? FindLevels(string name)
    {
        var at = Names.ToList().IndexOf(name);
        if (at < 0) return null;
        foreach (var block in _blocks.Items)
        {
            if (block is not PyObject { Type.Name: "_unpickle_block", Arguments: { Count: >= 2 } parts }) return null;
            if (RowOf(at, parts[1]) is { } row) return Values(parts[0], row) is { } values ? Distinct(values) : null;
        }
        return null;
    }

    private static object[]? Distinct(IEnumerable<object?> values)
    {
        var levels = values.Where(v => v is not (null or double.NaN)).Select(v => v is long whole ? (double)whole : v!).Distinct().ToArray();
        return levels.All(v => v is string) || levels.All(v => v is double) || levels.All(v => v is bool) ? levels : null;
    }

    // Which of a block's rows holds a column: the block names its columns by a slice or an array.
    private static int? RowOf(int column, object? placement)
    {
        if (placement is PyArray array) return Array.IndexOf(array.ToInts(), column) is >= 0 and var row ? row : null;
        if (placement is not PyObject { Type: { Module: "builtins", Name: "slice" }, Arguments: { Count: 3 } slice } || slice[0] is not long first || slice[1] is not long end) return null;
        var step = slice[2] as long? ?? 1;
        return step > 0 && first >= 0 && column >= first && column < end && (column - first) % step == 0 ? (int)((column - first) / step) : null;
    }

    private static IEnumerable<object?>? Values(object? values, int row) => values switch
    {
        PyArray { Shape: [var rows, var columns] } array when row < rows => array.ToValues().Skip(row * columns).Take(columns),
        PyArray { Shape: [_] } array => array.ToValues(),
        PyObject { Type.Name: "ArrowStringArray" } text => ArrowText(text),
        // Both are restored from their dtype and one array of numpy.
        PyObject { Type.Name: "StringArray" or "StringArrayNumpySemantics", State: PyTuple parts } => parts.Items.OfType<PyArray>().FirstOrDefault()?.ToValues(),
        PyObject { Type.Name: "Categorical", State: PyTuple parts } => IndexValues(parts.Items.OfType<PyObject>().FirstOrDefault(p => p.Type.Name == "CategoricalDtype")?.Find("categories")),
        _ => null,
    };

    private static string[]? Labels(object? index) => IndexValues(index)?.Select(v => v switch
    {
        string text => text,
        null => "None",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => v.ToString()!,
    }).ToArray();

    private static IEnumerable<object?>? IndexValues(object? index)
    {
        if (index is not PyObject { Type.Name: "_new_Index", Arguments: { Count: 2 } parts } || parts[1] is not PyDict state) return null;
        if (state.TryGet("data", out var data)) return Values(data, 0);
        return state.TryGet("start", out var first) && state.TryGet("stop", out var end) && first is long and >= 0 and var a && end is long and <= 1_000_000 and var b && b >= a
            ? Enumerable.Range(0, (int)(b - a)).Select(i => (object?)(a + i)) : null;
    }

    // Arrow's layout of text: a bitmap of what is there, the offsets of the ends, and the bytes of all texts behind one another.
    private static List<string?>? ArrowText(PyObject text)
    {
        if (text.Find("_pa_array") is not PyObject array) return null;
        // A chunked array of one chunk is written as that chunk, too.
        while (array is { Type.Name: "chunked_array", Arguments: { Count: >= 1 } chunks } && chunks[0] is PySequence { Count: 1 } one && one[0] is PyObject chunk) array = chunk;
        if (array is not { Type.Name: "_restore_array", Arguments: { Count: 1 } wrapped } || wrapped[0] is not PyTuple { Count: >= 5 } parts) return null;
        if (parts[0] is not PyObject { Arguments: { Count: 1 } alias } || parts[1] is not long length || parts[3] is not long offset || parts[4] is not PySequence { Count: 3 } buffers) return null;
        var size = alias[0] switch { "large_string" => 8, "string" => 4, _ => 0 };
        if (size == 0 || Bytes(buffers[1]) is not { } ends || Bytes(buffers[2]) is not { } bytes || length < 0 || offset < 0 || (length + offset + 1) * size > ends.Length) return null;
        var valid = Bytes(buffers[0]);
        if (buffers[0] is not null && (valid is null || valid.Length * 8L < length + offset)) return null;
        var texts = new List<string?>();
        for (var i = offset; i < offset + length; i++)
        {
            var (from, to) = (End(i), End(i + 1));
            if (from < 0 || to < from || to > bytes.Length) return null;
            texts.Add(valid is not null && (valid.Span[(int)(i / 8)] >> (int)(i % 8) & 1) == 0 ? null : Encoding.UTF8.GetString(bytes.Span[(int)from..(int)to]));
        }
        return texts;

        long End(long i) => size == 8 ? BinaryPrimitives.ReadInt64LittleEndian(ends.Span[(int)(i * 8)..]) : BinaryPrimitives.ReadInt32LittleEndian(ends.Span[(int)(i * 4)..]);
    }

    private static PyBytes? Bytes(object? buffer) => buffer is PyObject { Type.Name: "py_buffer", Arguments: { Count: 1 } parts } ? parts[0] as PyBytes : null;
}
