namespace LineaSharp.Models;

/// <summary>Holds what is given to a model against its signature, and gives it back in the signature's order and types.</summary>
/// <remarks>
/// As MLflow's Python does before every prediction: columns that the signature does not name are left out, a required one that is missing is an error, and
/// values are converted only where nothing is lost. Unlike there, a parameter that the signature does not name is an error and not ignored.
/// </remarks>
internal static class SignatureCheck
{
    /// <exception cref="ArgumentException">The input does not fit; the message says which column, what it is and what it should be.</exception>
    public static ModelData Input(ModelSignature? signature, ModelData input) => signature?.Inputs switch
    {
        null => input,
        [TensorSpec, ..] tensors => Tensors(tensors.Cast<TensorSpec>().ToArray(), input),
        var columns => Columns(columns.Cast<ColumnSpec>().ToArray(), input),
    };

    /// <exception cref="ArgumentException">There is no such parameter, or its value is of another type.</exception>
    public static IReadOnlyDictionary<string, object?> Params(ModelSignature? signature, IReadOnlyDictionary<string, object?>? given)
    {
        var known = signature?.Params ?? [];
        foreach (var name in given?.Keys ?? [])
            if (known.All(p => p.Name != name)) throw new ArgumentException($"The model has no parameter '{name}'. Its signature names: {Listed(known.Select(p => p.Name))}.");
        return known.ToDictionary(p => p.Name, p => given is not null && given.TryGetValue(p.Name, out var value) ? Param(p, value) : p.Default, StringComparer.Ordinal);
    }

    private static ModelData Columns(ColumnSpec[] specs, ModelData input)
    {
        if (input.Json is not null && specs is [{ Name: null }]) return input;
        var table = input.Tensors is null && input.Tensor is null && input.Table is null ? throw Expected("a table", input) : input.AsTable();
        if (specs[0].Name is null)
        {
            if (table.Columns.Count < specs.Length) throw new ArgumentException($"The model takes {specs.Length} columns; {table.Columns.Count} were given.");
            return new Table(specs.Select((spec, i) => Column(spec, table.Columns[i])).ToArray());
        }
        var columns = new List<TableColumn>();
        foreach (var spec in specs)
        {
            if (table.Find(spec.Name!) is { } column) columns.Add(Column(spec, column));
            else if (spec.Required) throw new ArgumentException($"The column '{spec.Name}' ({ColumnConversion.Describe(spec.Type)}) is required by the model's signature and was not given. Given: {Listed(table.Columns.Select(c => c.Name))}.");
        }
        return new Table(columns);
    }

    private static TableColumn Column(ColumnSpec spec, TableColumn column)
    {
        var isWhole = spec.Type == ColumnType.Integer || spec.Type == ColumnType.Long;
        if (isWhole && column.FirstMissing() is >= 0 and var row)
            throw new ArgumentException($"The column '{column.Name}' has a missing value in row {row}; the model's signature says {ColumnConversion.Describe(spec.Type)}, which has none.");
        // Lists and objects are checked by the model itself, as far as it cares.
        if (spec.Type is not ScalarType) return column;
        return ColumnConversion.To(column, spec.Type) ?? throw new ArgumentException(
            $"The column '{column.Name}' holds {ColumnConversion.Describe(column.Type)} values; the model's signature says {ColumnConversion.Describe(spec.Type)}, and not all would survive the conversion.");
    }

    private static ModelData Tensors(TensorSpec[] specs, ModelData input)
    {
        if (specs is [{ Name: null } only]) return Tensor(only, input.Table is { } table ? table.ToTensor(only.DType) : input.Tensor ?? throw Expected("a tensor", input));
        // One tensor without a name can only mean the one that there is.
        if (specs is [var single] && input.Tensor is { } unnamed) return ModelData.OfTensors(new Dictionary<string, Array> { [single.Name!] = Tensor(single, unnamed) });
        if (specs is [{ Shape: [_, _] } wide] && input.Table is { } all && all.Find(wide.Name!) is null)
            return ModelData.OfTensors(new Dictionary<string, Array> { [wide.Name!] = Tensor(wide, all.ToTensor(wide.DType)) });
        return ModelData.OfTensors(specs.ToDictionary(s => s.Name!, s => Tensor(s, Named(s, input)), StringComparer.Ordinal));
    }

    private static Array Named(TensorSpec spec, ModelData input)
    {
        if (input.Tensors?.GetValueOrDefault(spec.Name!) is { } tensor) return tensor;
        if (input.Table?.Find(spec.Name!) is { } column)
        {
            var stacked = TensorTypes.Stack([column], spec.DType);
            return spec.Shape.Count == 1 ? Slices.Column(stacked, 0) : stacked;
        }
        throw new ArgumentException($"The tensor '{spec.Name}' is required by the model's signature and was not given. {char.ToUpperInvariant(input.ToString()[0])}{input.ToString()[1..]} was.");
    }

    private static Array Tensor(TensorSpec spec, Array tensor)
    {
        var found = TensorTypes.Name(tensor);
        var name = spec.Name is null ? "The tensor" : $"The tensor '{spec.Name}'";
        if (found != spec.DType && !(spec.DType == "object" && found == "str")) throw new ArgumentException($"{name} holds {found}; the model's signature says {spec.DType}.");
        var shape = Slices.Shape(tensor).ToArray();
        if (shape.Length != spec.Shape.Count || shape.Where((n, axis) => spec.Shape[axis] >= 0 && spec.Shape[axis] != n).Any())
            throw new ArgumentException($"{name} has the shape [{string.Join(", ", shape)}]; the model's signature says [{string.Join(", ", spec.Shape)}].");
        return tensor;
    }

    private static object? Param(ParamSpec spec, object? value)
    {
        if (value is null) return null;
        if (spec.IsList) return value is System.Collections.IEnumerable list and not string ? list.Cast<object?>().Select(v => Scalar(spec, v)).ToArray() : throw WrongParam(spec, value);
        return Scalar(spec, value);
    }

    private static object? Scalar(ParamSpec spec, object? value)
    {
        if (value is null || spec.Type is not ScalarType) return value;
        var column = TypedValues.Of(spec.Name, [value]);
        var converted = ColumnConversion.To(new TableColumn(spec.Name, column), spec.Type);
        // Whole numbers of any size may stand for floating-point ones here.
        if (converted is null && (spec.Type == ColumnType.Double || spec.Type == ColumnType.Float) && value is long or int) return Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
        if (converted is null && spec.Type == ColumnType.Integer && value is long and >= int.MinValue and <= int.MaxValue) return (int)(long)value;
        if (converted is null && spec.Type == ColumnType.Float && value is double number) return (float)number;
        return converted is null ? throw WrongParam(spec, value) : converted[0];
    }

    private static ArgumentException WrongParam(ParamSpec spec, object value) =>
        new($"The parameter '{spec.Name}' is {(spec.IsList ? "a list of " : "")}{ColumnConversion.Describe(spec.Type)}; {Internal.TypeName.Of(value.GetType())} was given.");

    private static ArgumentException Expected(string what, ModelData input) => new($"The model's signature asks for {what}; {input} was given.");

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Take(50)) is { Length: > 0 } list ? list : "nothing";
}
