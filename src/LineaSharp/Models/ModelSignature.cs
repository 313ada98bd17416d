namespace LineaSharp.Models;

/// <summary>The typed inputs, outputs and parameters of a model.</summary>
/// <remarks>
/// Inputs and outputs are each either columns (<see cref="ColumnSpec"/>) or tensors (<see cref="TensorSpec"/>), and either all named or all
/// unnamed. Stored in the MLmodel file as MLflow stores it: JSON text under <c>signature</c>. Two signatures are equal when that text is.
/// </remarks>
public sealed partial record ModelSignature
{
    /// <summary>What the model takes. The default is null: not said.</summary>
    public IReadOnlyList<FieldSpec>? Inputs { get; init; }

    /// <summary>What the model gives. The default is null: not said.</summary>
    public IReadOnlyList<FieldSpec>? Outputs { get; init; }

    /// <summary>Parameters of a prediction, with their defaults. The default is null: none.</summary>
    public IReadOnlyList<ParamSpec>? Params { get; init; }
}

/// <summary>One input or output: a column or a tensor.</summary>
public abstract record FieldSpec
{
    private protected FieldSpec() { }

    /// <summary>The column's or tensor's name; null in a signature without names.</summary>
    public string? Name { get; init; }
}

/// <summary>One column of a table, or one key of an object.</summary>
/// <param name="Type">The type of its values.</param>
public sealed record ColumnSpec(ColumnType Type) : FieldSpec
{
    /// <summary>A named column.</summary>
    public ColumnSpec(string name, ColumnType type, bool required = true) : this(type)
    {
        Name = name;
        Required = required;
    }

    /// <summary>Whether it must be given and has no missing values. The default is true.</summary>
    public bool Required { get; init; } = true;
}

/// <summary>A tensor.</summary>
/// <param name="DType">The element type by NumPy's name: <c>float32</c>, <c>int64</c>, <c>bool</c>, <c>str</c> …</param>
/// <param name="Shape">The sizes of its axes; -1 is any size.</param>
public sealed record TensorSpec(string DType, IReadOnlyList<long> Shape) : FieldSpec
{
    /// <summary>A named tensor.</summary>
    public TensorSpec(string name, string dtype, IReadOnlyList<long> shape) : this(dtype, shape) => Name = name;
}

/// <summary>A parameter of a prediction.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">A simple type but binary, or an object.</param>
/// <param name="Default">The default value, of the kinds of <see cref="MLmodel"/>; a date and time is ISO 8601 text.</param>
public sealed record ParamSpec(string Name, ColumnType Type, object? Default)
{
    /// <summary>Whether the parameter is a list of any length (MLflow's shape <c>(-1,)</c>). The default is false: one value.</summary>
    public bool IsList { get; init; }
}
