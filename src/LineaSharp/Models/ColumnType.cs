using System.Diagnostics.CodeAnalysis;

namespace LineaSharp.Models;

/// <summary>The type of a column, of an array's items or of an object's property, in MLflow's words.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "These are MLflow's names of its types.")]
public abstract record ColumnType
{
    private protected ColumnType() { }

    /// <summary>True or false.</summary>
    public static ColumnType Boolean { get; } = new ScalarType("boolean");

    /// <summary>A whole number of 32 bits, signed (<see cref="int"/>).</summary>
    public static ColumnType Integer { get; } = new ScalarType("integer");

    /// <summary>A whole number of 64 bits, signed (<see cref="long"/>).</summary>
    public static ColumnType Long { get; } = new ScalarType("long");

    /// <summary>A floating-point number of 32 bits (<see cref="float"/>).</summary>
    public static ColumnType Float { get; } = new ScalarType("float");

    /// <summary>A floating-point number of 64 bits (<see cref="double"/>).</summary>
    public static ColumnType Double { get; } = new ScalarType("double");

    /// <summary>Text.</summary>
    public static ColumnType String { get; } = new ScalarType("string");

    /// <summary>Bytes.</summary>
    public static ColumnType Binary { get; } = new ScalarType("binary");

    /// <summary>A date and time.</summary>
    public static ColumnType DateTime { get; } = new ScalarType("datetime");

    /// <summary>Any JSON value, null included.</summary>
    public static ColumnType Any { get; } = new AnyType();

    /// <summary>A vector of Spark ML; only such models have it.</summary>
    public static ColumnType SparkMLVector { get; } = new SparkMLVectorType();

    /// <summary>A list of items of one type.</summary>
    public static ColumnType ArrayOf(ColumnType items) => new ArrayType(items);

    /// <summary>An object with named, typed properties.</summary>
    public static ColumnType Object(params IReadOnlyList<ObjectProperty> properties) => new ObjectType(properties);

    /// <summary>An object with any keys and values of one type.</summary>
    public static ColumnType MapOf(ColumnType values) => new MapType(values);
}

/// <summary>One of MLflow's simple types.</summary>
/// <param name="Name">MLflow's name: <c>boolean</c>, <c>integer</c>, <c>long</c>, <c>float</c>, <c>double</c>, <c>string</c>, <c>binary</c> or <c>datetime</c>.</param>
public sealed record ScalarType(string Name) : ColumnType;

/// <summary>A list of items of one type.</summary>
public sealed record ArrayType(ColumnType Items) : ColumnType;

/// <summary>An object with named, typed properties; MLflow orders them by name.</summary>
public sealed record ObjectType(IReadOnlyList<ObjectProperty> Properties) : ColumnType;

/// <summary>An object with any keys and values of one type.</summary>
public sealed record MapType(ColumnType Values) : ColumnType;

/// <summary>Any JSON value, null included.</summary>
public sealed record AnyType : ColumnType;

/// <summary>A vector of Spark ML.</summary>
public sealed record SparkMLVectorType : ColumnType;

/// <summary>A property of an object.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Required">Whether every object has it. The default is true.</param>
public sealed record ObjectProperty(string Name, ColumnType Type, bool Required = true);
