using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace LineaSharp.Scoring.Objects;

/// <summary>Reads a skops file as data: a zip with <c>schema.json</c>, a tree of nodes, and one member for each array.</summary>
/// <remarks>
/// A node has <c>__class__</c>, <c>__module__</c>, <c>__loader__</c> (which kind of node it is) and mostly <c>content</c>; equal <c>__id__</c>s are one object. Names of
/// classes stay names. https://github.com/skops-dev/skops/tree/main/skops/io
/// </remarks>
internal sealed class SkopsReader
{
    private const int Deepest = 512; // of the JSON; the deepest pipelines take about 60
    private static readonly object Unfinished = new();
    private readonly SkopsArchive _archive;
    private readonly ReadBudget _budget;
    private readonly Dictionary<long, object?> _memo = [];

    private SkopsReader(SkopsArchive archive, ReadBudget budget) => (_archive, _budget) = (archive, budget);

    /// <summary>Reads a file.</summary>
    /// <exception cref="LineaException">CorruptArtifact: it is no skops file, or a damaged one. NotSupported: it has nodes of another generation of skops.</exception>
    public static object? ReadFile(string path)
    {
        var name = $"The skops file '{Path.GetFileName(path)}'";
        using var file = new MemoryStream(WholeFile.Read(path, name), writable: false);
        return Read(file, name);
    }

    /// <param name="stream">Of the zip; it can seek.</param>
    /// <param name="name">What messages begin with.</param>
    public static object? Read(Stream stream, string name = "The skops file")
    {
        var budget = ReadBudget.ForFile(name, stream.Length);
        using var archive = new SkopsArchive(stream, budget);
        if (!archive.Has("schema.json")) throw budget.Damaged("the zip has no member 'schema.json'.");
        try
        {
            using var schema = JsonDocument.Parse(archive.Read("schema.json"), new() { MaxDepth = Deepest });
            return new SkopsReader(archive, budget).Node(schema.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw budget.Damaged("its schema.json is none of skops, or nests too deep.", e);
        }
    }

    private object? Node(JsonElement node)
    {
        if (!node.TryGetProperty("__id__", out var idElement)) return Make(node);
        var id = idElement.GetInt64();
        if (_memo.TryGetValue(id, out var known)) return known != Unfinished ? known : throw _budget.Damaged("an object in it holds itself.");
        _memo[id] = Unfinished;
        return _memo[id] = Make(node);
    }

    private object? Make(JsonElement node) => Loader(node) switch
    {
        "JsonNode" => Scalar(node.GetProperty("content")),
        "ListNode" => new PyList(Nodes(node.GetProperty("content"))),
        "TupleNode" => new PyTuple(Nodes(node.GetProperty("content"))),
        "SetNode" => new PySet(Nodes(node.GetProperty("content"))),
        "DictNode" => Dict(node),
        "DefaultDictNode" or "_DictWithDeprecatedKeysNode" => Node(node.GetProperty("content").GetProperty("main")),
        "BytesNode" or "BytearrayNode" => new PyBytes(_archive.Read(Member(node))),
        "NdArrayNode" => Array(node),
        "DTypeNode" => Node(node.GetProperty("content")) is PyArray empty ? empty.Dtype : throw _budget.Damaged("a dtype in it is none."),
        "MaskedArrayNode" => Object(node, State(node.GetProperty("content"), "data", "mask")),
        "SparseMatrixNode" => Sparse(node),
        "SliceNode" => Slice(node),
        "TypeNode" or "FunctionNode" => Type(node),
        "ObjectNode" or "RandomStateNode" => Object(node, node.TryGetProperty("content", out var content) ? Node(content) : null),
        "ConstructorFromReduceNode" => new PyObject(Type(node), Node(node.GetProperty("content")) as PyTuple ?? throw _budget.Damaged("arguments in it are no tuple.")),
        "TreeNode" or "LossNode" or "ReduceNode" or "QuantileForestNode" => Reduced(node),
        // They are of no use for predictions, and stay opaque.
        "RandomGeneratorNode" or "MethodNode" or "PartialNode" or "OperatorFuncNode" => new PyObject(Type(node), PyTuple.Empty),
        var other => throw _budget.Unreadable($"has a node of the kind '{Shown(other)}', which is not known.", "Save the model with skops 0.13 to 0.16, or as a pickle."),
    };

    private static string Loader(JsonElement node) => node.GetProperty("__loader__").GetString() ?? throw new FormatException();

    private static PyGlobal Type(JsonElement node)
    {
        // In skops's first protocol a function's name lies in the content.
        if (node.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Object && content.TryGetProperty("module_path", out var path))
            return new PyGlobal(path.GetString() ?? "", content.GetProperty("function").GetString() ?? "");
        return new(node.GetProperty("__module__").GetString() ?? "", node.GetProperty("__class__").GetString() ?? "");
    }

    private static PyObject Object(JsonElement node, object? state) => new(Type(node), PyTuple.Empty) { State = state };

    private PyObject Reduced(JsonElement node)
    {
        var arguments = Node(node.GetProperty("__reduce__").GetProperty("args")) as PyTuple ?? throw _budget.Damaged("arguments in it are no tuple.");
        return new PyObject(Type(node), arguments) { State = Node(node.GetProperty("content")) };
    }

    private List<object?> Nodes(JsonElement list)
    {
        var values = new List<object?>(list.GetArrayLength());
        foreach (var node in list.EnumerateArray()) values.Add(Node(node));
        return values;
    }

    private PyDict State(JsonElement content, params ReadOnlySpan<string> names)
    {
        var state = new PyDict();
        foreach (var name in names) state.Set(name, Node(content.GetProperty(name)));
        return state;
    }

    // JSON's keys are texts; the list beside them tells what they were.
    private object Dict(JsonElement node)
    {
        var types = node.TryGetProperty("key_types", out var keyTypes) ? (Node(keyTypes) as PySequence)?.Items : null;
        var dict = new PyDict();
        var i = 0;
        foreach (var entry in node.GetProperty("content").EnumerateObject())
        {
            var type = types is not null && i < types.Count ? (types[i] as PyGlobal)?.Name : "str";
            dict.Set(Key(entry.Name, type), Node(entry.Value));
            i++;
        }
        return Type(node) is { Module: "builtins" or "collections" } ? dict : new PyObject(Type(node), PyTuple.Empty) { Entries = dict };
    }

    private static object? Key(string text, string? type) => type switch
    {
        "int" or "int64" or "int32" or "int16" or "int8" or "uint8" or "uint16" or "uint32" or "uint64" =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : text,
        "float" or "float64" or "float32" when Special(text) is { } special => special,
        "float" or "float64" or "float32" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : text,
        "bool" or "bool_" => text is "True" or "true" or "1",
        "NoneType" => null,
        _ => text,
    };

    private static double? Special(string text) =>
        text switch { "NaN" or "nan" => double.NaN, "Infinity" or "inf" => double.PositiveInfinity, "-Infinity" or "-inf" => double.NegativeInfinity, _ => null };

    private static object? Scalar(JsonElement content)
    {
        var text = content.GetString() ?? throw new FormatException();
        if (Special(text) is { } special) return special;
        // Most are these, and the parser is built for more.
        switch (text)
        {
            case "null": return null;
            case "true": return true;
            case "false": return false;
            case [>= '1' and <= '9', ..] when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole): return whole;
            case "0": return 0L;
            case ['"', .. var plain, '"'] when plain.AsSpan().IndexOfAny('"', '\\') < 0 && !plain.AsSpan().ContainsAnyInRange('\0', '\x1f'): return plain;
        }
        using var json = JsonDocument.Parse(text, new() { MaxDepth = 8 });
        return json.RootElement.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => json.RootElement.GetString(),
            JsonValueKind.Number => Number(json.RootElement.GetRawText()),
            _ => throw new FormatException(),
        };
    }

    private static object Number(string text)
    {
        if (text.AsSpan().ContainsAny('.', 'e', 'E')) return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
        return text.Length < 4096 ? BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : throw new FormatException();
    }

    private object? Array(JsonElement node)
    {
        if (node.GetProperty("type").GetString() == "numpy")
        {
            var array = NpyArray.Read(_archive.Read(Member(node)), _budget);
            return Type(node).Name == "ndarray" ? array : array.Length == 1 ? array.Element(0) : throw _budget.Damaged("a number in it has several elements.");
        }
        // Arrays of objects; those of several dimensions are lists of lists.
        var shape = PickleCalls.Shape(Node(node.GetProperty("shape"))) ?? throw _budget.Damaged("an array in it has no shape.");
        var elements = new List<object?>();
        Flatten(Nodes(node.GetProperty("content")), shape.Length, elements);
        return new PyArray(_budget).Fill(PyDtype.Parse("O")!, shape, elements);
    }

    private void Flatten(List<object?> items, int dimensions, List<object?> into)
    {
        // One list may be in many places.
        _budget.Charge(8L * (items.Count + 1));
        if (dimensions <= 1) into.AddRange(items);
        else
            foreach (var item in items) Flatten((item as PyList)?.Items ?? throw new FormatException(), dimensions - 1, into);
    }

    // As scipy pickles them: an object with the attributes data, indices, indptr, _shape.
    private PyObject Sparse(JsonElement node)
    {
        using var bytes = new MemoryStream(_archive.Read(Member(node)));
        using var npz = new SkopsArchive(bytes, _budget);
        var state = new PyDict();
        foreach (var name in (ReadOnlySpan<string>)["data", "indices", "indptr", "row", "col", "offsets"])
            if (npz.Has(name + ".npy")) state.Set(name, NpyArray.Read(npz.Read(name + ".npy"), _budget));
        state.Set("_shape", new PyTuple(NpyArray.Read(npz.Read("shape.npy"), _budget).ToValues().ToList()));
        return Object(node, state);
    }

    private static PyObject Slice(JsonElement node)
    {
        var content = node.GetProperty("content");
        return new PyObject(new PyGlobal("builtins", "slice"), new PyTuple([Bound("start"), Bound("stop"), Bound("step")]));

        object? Bound(string name) => content.GetProperty(name) is { ValueKind: JsonValueKind.Number } bound ? bound.GetInt64() : content.GetProperty(name).GetString();
    }

    private static string Member(JsonElement node) => node.GetProperty("file").GetString() ?? throw new FormatException();

    private static string Shown(string text) => string.Concat(text.Take(40).Select(c => char.IsControl(c) ? '?' : c));
}
