namespace LineaSharp.Models;

/// <summary>Predictions as plain JSON values.</summary>
internal static class ServingAnswer
{
    public static object? Of(ModelData predictions) =>
        predictions.Table is { } table ? Enumerable.Range(0, table.RowCount).Select(row => (object?)table.Columns.ToDictionary(c => c.Name, c => Value(c[row]))).ToArray()
        : predictions.Tensor is { } tensor ? Lists(tensor)
        : predictions.Tensors is { } tensors ? tensors.ToDictionary(t => t.Key, t => (object?)Lists(t.Value))
        : predictions.Json;

    private static object?[] Lists(Array tensor)
    {
        var index = new int[tensor.Rank];
        return Axis(0);

        object?[] Axis(int axis)
        {
            var items = new object?[tensor.GetLength(axis)];
            for (var i = 0; i < items.Length; i++)
            {
                index[axis] = i;
                items[i] = axis + 1 < tensor.Rank ? Axis(axis + 1) : Value(tensor.GetValue(index));
            }
            return items;
        }
    }

    private static object? Value(object? value) => value switch
    {
        double number => double.IsFinite(number) ? number : null,
        float number => float.IsFinite(number) ? ManifestValue.Normalize(number) : null,
        Half number => Value((float)number),
        decimal number => (double)number,
        byte[] bytes => Convert.ToBase64String(bytes),
        Array items => items.Cast<object?>().Select(Value).ToArray(),
        _ => ManifestValue.Normalize(value),
    };
}
