using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LineaSharp.Internal;

namespace LineaSharp.Models;

/// <summary>A sample request, stored beside the model as <c>input_example.json</c> and, in the form a scoring server takes, <c>serving_input_example.json</c>.</summary>
/// <remarks>
/// NaN becomes null in tables and tensors, as MLflow writes it; an infinity has no form in JSON and is refused. A <see cref="float"/> is
/// written with the digits of the <see cref="double"/> of the same value. Dates and times become ISO 8601 text.
/// </remarks>
public sealed class InputExample
{
    private const string ExampleFile = "input_example.json";
    private const string ServingFile = "serving_input_example.json";

    // A scoring server takes objects with these keys (chat, completion, embedding) as they are.
    private static readonly string[] UnwrappedKeys = ["messages", "prompt", "input"];

    private readonly string _type;
    private readonly object? _data;
    private readonly IReadOnlyDictionary<string, object?>? _parameters;

    private InputExample(string type, object? data, IReadOnlyDictionary<string, object?>? parameters = null)
    {
        _type = type;
        _data = data;
        _parameters = parameters;
    }

    /// <summary>A table, given as columns of equal length, in the dictionary's order. MLflow's form is <c>dataframe</c>, oriented <c>split</c>.</summary>
    /// <exception cref="ArgumentException">There is no column, their lengths differ, or a value has no form in JSON.</exception>
    public static InputExample OfColumns(IReadOnlyDictionary<string, Array> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var names = columns.Keys.ToArray();
        var values = names.Select(n => columns[n].Rank == 1 ? columns[n] : throw new ArgumentException($"The column '{n}' has {columns[n].Rank} axes; one was expected.", nameof(columns))).ToArray();
        if (values.Length == 0) throw new ArgumentException("The table has no column.", nameof(columns));
        if (values.FirstOrDefault(v => v.Length != values[0].Length) is { } other)
            throw new ArgumentException($"The columns differ in length: {values[0].Length} and {other.Length}.", nameof(columns));
        return DataFrame(names, Enumerable.Range(0, values[0].Length).Select(row => values.Select(v => v.GetValue(row))));
    }

    /// <summary>A table. MLflow's form is <c>dataframe</c>, oriented <c>split</c>.</summary>
    /// <exception cref="ArgumentException">There is no column, or a value has no form in JSON.</exception>
    public static InputExample OfTable(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return OfColumns(new OrderedDictionary<string, Array>(table.Columns.Select(c => KeyValuePair.Create(c.Name, c.Values))));
    }

    /// <summary>A table, given as rows; a key that a row lacks is a missing value. MLflow's form is <c>dataframe</c>, oriented <c>split</c>.</summary>
    /// <exception cref="ArgumentException">There is no column, or a value has no form in JSON.</exception>
    public static InputExample OfRows(IEnumerable<IReadOnlyDictionary<string, object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var all = rows.ToArray();
        var names = all.SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal).ToArray();
        if (names.Length == 0) throw new ArgumentException("The table has no column.", nameof(rows));
        return DataFrame(names, all.Select(r => names.Select(n => r.GetValueOrDefault(n))));
    }

    /// <summary>A tensor: an array of any rank, or jagged arrays. MLflow's form is <c>ndarray</c>.</summary>
    /// <exception cref="ArgumentException">A value has no form in JSON.</exception>
    public static InputExample OfTensor(Array tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new("ndarray", TensorData(tensor));
    }

    /// <summary>Named tensors. MLflow's form is <c>ndarray</c>.</summary>
    /// <exception cref="ArgumentException">A value has no form in JSON.</exception>
    public static InputExample OfTensors(IReadOnlyDictionary<string, Array> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return new("ndarray", tensors.ToDictionary(t => t.Key, t => (object?)TensorData(t.Value)));
    }

    /// <summary>Any JSON text. MLflow's form is <c>json_object</c>.</summary>
    /// <exception cref="ArgumentException">The text is no JSON.</exception>
    public static InputExample OfJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return new("json_object", PlainJson.Read(json));
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"The input example {e.Message}", nameof(json), e);
        }
    }

    /// <summary>A value that its JSON contract serializes. MLflow's form is <c>json_object</c>.</summary>
    public static InputExample OfJson<T>(T value, JsonTypeInfo<T> contract) => OfJson(JsonSerializer.Serialize(value, contract));

    /// <summary>The same example together with parameters of the prediction, of the kinds that <see cref="MLmodel"/> lists.</summary>
    public InputExample WithParams(IReadOnlyDictionary<string, object?> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new(_type, _data, (IReadOnlyDictionary<string, object?>)ManifestValue.Normalize(parameters)!);
    }

    /// <summary>A table, as <see cref="OfTable"/>.</summary>
    public static implicit operator InputExample(Table table) => OfTable(table);

    /// <summary>A tensor, as <see cref="OfTensor"/>.</summary>
    public static implicit operator InputExample(Array tensor) => OfTensor(tensor);

    internal async Task WriteAsync(ModelDirectory directory, CancellationToken ct)
    {
        var example = _parameters is null ? _data : new Dictionary<string, object?> { ["inputs"] = _data, ["params"] = _parameters };
        await File.WriteAllTextAsync(directory.File(ExampleFile), PythonJson.Write(example), ct).ConfigureAwait(false);
        await File.WriteAllTextAsync(directory.File(ServingFile), PythonJson.Write(Serving(), indent: 2), ct).ConfigureAwait(false);
        directory.Manifest.SavedInputExampleInfo = Info();
    }

    private Dictionary<string, object?> Info()
    {
        var info = new Dictionary<string, object?> { ["artifact_path"] = ExampleFile, ["serving_input_path"] = ServingFile, ["type"] = _type };
        if (_type == "dataframe") info["pandas_orient"] = "split";
        // MLflow writes the word, not the truth value.
        if (_parameters is not null) info["params"] = "true";
        return info;
    }

    private Dictionary<string, object?> Serving()
    {
        if (_data is IReadOnlyDictionary<string, object?> request && _type == "json_object" && UnwrappedKeys.Any(request.ContainsKey))
            return request.Concat(_parameters ?? new Dictionary<string, object?>()).DistinctBy(e => e.Key).ToDictionary(e => e.Key, e => e.Value);
        var serving = new Dictionary<string, object?> { [_type == "dataframe" ? "dataframe_split" : "inputs"] = _data };
        if (_parameters is not null) serving["params"] = _parameters;
        return serving;
    }

    private static InputExample DataFrame(string[] names, IEnumerable<IEnumerable<object?>> rows) => new("dataframe", new Dictionary<string, object?>
    {
        ["columns"] = names,
        ["data"] = rows.Select(row => (object?)row.Select(Cell).ToArray()).ToArray(),
    });

    private static object? Cell(object? value) => value switch
    {
        byte[] bytes => Convert.ToBase64String(bytes),
        Array vector => TensorData(vector),
        _ => Scalar(value),
    };

    private static object?[] TensorData(Array tensor)
    {
        var indices = new int[tensor.Rank];
        return Axis(0);

        object?[] Axis(int axis)
        {
            var items = new object?[tensor.GetLength(axis)];
            for (var i = 0; i < items.Length; i++)
            {
                indices[axis] = tensor.GetLowerBound(axis) + i;
                items[i] = axis + 1 < tensor.Rank ? Axis(axis + 1) : tensor.GetValue(indices) is Array inner ? TensorData(inner) : Scalar(tensor.GetValue(indices));
            }
            return items;
        }
    }

    private static object? Scalar(object? value) => value switch
    {
        float single => Number(single),
        Half half => Number((double)half),
        double number => Number(number),
        decimal number => (double)number,
        char c => c.ToString(),
        _ => ManifestValue.Normalize(value),
    };

    private static double? Number(double number)
    {
        if (double.IsInfinity(number)) throw new ArgumentException("The input example holds an infinity, which has no form in JSON.");
        return double.IsNaN(number) ? null : number;
    }
}
