using LineaSharp.Formats;

namespace LineaSharp.Models;

/// <summary>Tensors in a scoring request: nested lists, in the type that the signature names.</summary>
internal static class ServingTensors
{
    public static ModelData Of(object? value, ModelSignature? signature)
    {
        var takesColumns = signature?.Inputs is [ColumnSpec, ..];
        if (value is IReadOnlyDictionary<string, object?> named)
        {
            if (!takesColumns) return ModelData.OfTensors(named.ToDictionary(n => n.Key, n => Tensor(n.Key, n.Value, Spec(signature, n.Key)), StringComparer.Ordinal));
            return new Table(named.Select(n => ServingTable.Column(n.Key, n.Value as IReadOnlyList<object?> ?? [n.Value], signature)).ToArray());
        }
        if (takesColumns && signature!.Inputs is [ColumnSpec { Name: { } only }] && value is IReadOnlyList<object?> column) return new Table(ServingTable.Column(only, column, signature));
        if (takesColumns && signature!.Inputs is [ColumnSpec { Name: null }]) return ModelData.OfJson(value);
        return Tensor("inputs", value, signature?.Inputs?.OfType<TensorSpec>().FirstOrDefault());
    }

    /// <summary>One object for each row: a table, or named tensors where the signature has those.</summary>
    public static ModelData Of(Table rows, ModelSignature? signature) => signature?.Inputs is not [TensorSpec { Name: not null }, ..]
        ? rows
        : ModelData.OfTensors(rows.Columns.ToDictionary(c => c.Name, c => Tensor(c.Name, c.Values.Cast<object?>().ToArray(), Spec(signature, c.Name)), StringComparer.Ordinal));

    private static TensorSpec? Spec(ModelSignature? signature, string name) => signature?.Inputs?.OfType<TensorSpec>().FirstOrDefault(t => t.Name == name);

    private static Array Tensor(string name, object? value, TensorSpec? spec)
    {
        var (shape, flat) = (new List<int>(), new List<object?>());
        for (var level = value; level is IReadOnlyList<object?> list; level = list.Count > 0 ? list[0] : null) shape.Add(list.Count);
        if (shape.Count == 0) throw new ArgumentException($"The tensor '{name}' is a list, or lists in lists.");
        Flatten(name, value, 0, shape, flat);
        return (spec?.DType ?? Guess(flat)) switch
        {
            "float64" => Filled<double>(shape, flat, v => ServingTable.Number(name, v) ?? double.NaN),
            "float32" => Filled<float>(shape, flat, v => (float)(ServingTable.Number(name, v) ?? double.NaN)),
            "int64" => Filled<long>(shape, flat, v => v is long whole ? whole : throw Unfit(name, "whole numbers")),
            "int32" => Filled<int>(shape, flat, v => v is long and >= int.MinValue and <= int.MaxValue ? (int)(long)v : throw Unfit(name, "whole numbers of 32 bits")),
            "bool" => Filled<bool>(shape, flat, v => v is bool truth ? truth : throw Unfit(name, "true and false")),
            "str" or "object" => Texts(name, shape, flat),
            var dtype => throw new ArgumentException($"The tensor '{name}' of {dtype} cannot be given as JSON here; float64, float32, int64, int32, bool and str can."),
        };
    }

    private static void Flatten(string name, object? value, int depth, List<int> shape, List<object?> flat)
    {
        if (depth == shape.Count)
        {
            flat.Add(value is IReadOnlyList<object?> ? throw Ragged(name) : value);
            return;
        }
        if (value is not IReadOnlyList<object?> list || list.Count != shape[depth]) throw Ragged(name);
        foreach (var item in list) Flatten(name, item, depth + 1, shape, flat);
    }

    private static string Guess(List<object?> flat) => flat.Count == 0 ? "float64"
        : flat.All(v => v is bool) ? "bool"
        : flat.All(v => v is string) ? "str"
        : flat.All(v => v is long) ? "int64" : "float64";

    private static Array Filled<T>(List<int> shape, List<object?> flat, Func<object?, T> convert) where T : unmanaged
    {
        var values = new T[flat.Count];
        for (var i = 0; i < values.Length; i++) values[i] = convert(flat[i]);
        if (shape.Count == 1) return values;
        var array = NpyDtype.Find(typeof(T))!.Create([.. shape]);
        Buffer.BlockCopy(values, 0, array, 0, Buffer.ByteLength(values));
        return array;
    }

    private static Array Texts(string name, List<int> shape, List<object?> flat)
    {
        if (flat.Any(v => v is not (string or null))) throw Unfit(name, "text");
        if (shape.Count == 1) return flat.Cast<string?>().ToArray();
        if (shape.Count > 2) throw new ArgumentException($"The tensor '{name}' of text has {shape.Count} dimensions; two at most can be given.");
        var array = new string?[shape[0], shape[1]];
        for (var i = 0; i < flat.Count; i++) array[i / shape[1], i % shape[1]] = (string?)flat[i];
        return array;
    }

    private static ArgumentException Ragged(string name) => new($"The lists of the tensor '{name}' differ in length or depth.");

    private static ArgumentException Unfit(string name, string wanted) => new($"The tensor '{name}' takes {wanted}.");
}
