namespace LineaSharp.Models;

// As mlflow.models.infer_signature: tables become columns, arrays become tensors whose first axis may have any size.
public sealed partial record ModelSignature
{
    /// <summary>The signature that fits a sample of a model's input, its predictions and its parameters, as MLflow's <c>infer_signature</c> infers it.</summary>
    /// <param name="input">A sample of the input: a table or an array becomes one by itself.</param>
    /// <param name="output">The predictions for it. The default is null: not said.</param>
    /// <param name="parameters">Parameters of the prediction with their defaults. The default is null: none.</param>
    /// <remarks>A column with a missing value is not required. Only a sample with missing values shows that there may be some.</remarks>
    /// <exception cref="ArgumentException">A value has no type in MLflow.</exception>
    public static ModelSignature Infer(ModelData input, ModelData? output = null, IReadOnlyDictionary<string, object?>? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new()
        {
            Inputs = FieldsOf(input),
            Outputs = output is null ? null : FieldsOf(output),
            Params = parameters?.Select(p => ParamOf(p.Key, p.Value)).ToArray(),
        };
    }

    private static FieldSpec[] FieldsOf(ModelData data)
    {
        if (data.Table is { } table) return table.Columns.Select(c => new ColumnSpec(c.Name, c.Type, !c.HasMissing)).ToArray();
        if (data.Tensor is { } tensor) return [TensorOf(tensor)];
        if (data.Tensors is { } tensors) return tensors.Select(t => TensorOf(t.Value) with { Name = t.Key }).ToArray();
        return JsonFields(data.Json);
    }

    private static FieldSpec[] JsonFields(object? json) => json switch
    {
        IReadOnlyDictionary<string, object?> map => map.Select(p => new ColumnSpec(p.Key, TypeOf(p.Key, p.Value), p.Value is not null)).ToArray(),
        IReadOnlyList<object?> list => [new ColumnSpec(ColumnTypes.Of(typeof(object), list) ?? ColumnType.Any)],
        _ => [new ColumnSpec(TypeOf("value", json))],
    };

    private static ColumnType TypeOf(string name, object? value) => ColumnTypes.Of(typeof(object), new[] { value }) ?? throw new ArgumentException($"The value of '{name}' has no type in MLflow.");

    private static TensorSpec TensorOf(Array tensor) => new(TensorTypes.Name(tensor), Slices.Shape(tensor).Select((n, axis) => axis == 0 ? -1L : n).ToArray());

    private static ParamSpec ParamOf(string name, object? value)
    {
        var isList = value is System.Collections.IEnumerable and not (string or IReadOnlyDictionary<string, object?>);
        var type = isList ? ColumnTypes.Of(typeof(object), (System.Collections.IEnumerable)value!) : ColumnTypes.Of(typeof(object), new[] { value });
        return new ParamSpec(name, type ?? throw new ArgumentException($"The parameter '{name}' has no type in MLflow."), value) { IsList = isList };
    }
}
