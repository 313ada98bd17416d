using System.Globalization;
using LineaSharp.Internal;

namespace LineaSharp.Models;

/// <summary>What a model takes or gives: a table, a tensor, named tensors, or any JSON value.</summary>
/// <remarks>Exactly one of the four properties is set, but for JSON's null, where none is. A <see cref="Models.Table"/> and an array become one by themselves.</remarks>
public sealed class ModelData
{
    private ModelData() { }

    /// <summary>A table; null when it is something else.</summary>
    public Table? Table { get; private init; }

    /// <summary>An array of any number of dimensions (<c>double[,]</c>: rows, columns); null when it is something else.</summary>
    public Array? Tensor { get; private init; }

    /// <summary>Arrays by name; null when it is something else.</summary>
    public IReadOnlyDictionary<string, Array>? Tensors { get; private init; }

    /// <summary>A JSON value: null, bool, long, double, string, lists and string-keyed maps of these; null when it is something else.</summary>
    public object? Json { get; private init; }

    /// <summary>A table.</summary>
    public static ModelData OfTable(Table table) => new() { Table = table ?? throw new ArgumentNullException(nameof(table)) };

    /// <summary>A tensor.</summary>
    public static ModelData OfTensor(Array tensor) => new() { Tensor = tensor ?? throw new ArgumentNullException(nameof(tensor)) };

    /// <summary>Named tensors.</summary>
    public static ModelData OfTensors(IReadOnlyDictionary<string, Array> tensors) => new() { Tensors = tensors ?? throw new ArgumentNullException(nameof(tensors)) };

    /// <summary>A JSON value.</summary>
    /// <exception cref="ArgumentException">It is none of JSON's kinds.</exception>
    public static ModelData OfJson(object? value) => new() { Json = ManifestValue.Normalize(value) };

    /// <inheritdoc cref="OfTable"/>
    public static implicit operator ModelData(Table table) => OfTable(table);

    /// <inheritdoc cref="OfTensor"/>
    public static implicit operator ModelData(Array tensor) => OfTensor(tensor);

    /// <summary>It as a table: a tensor of one or two dimensions has columns <c>0</c>, <c>1</c> …, as pandas names them; named vectors become named columns.</summary>
    /// <exception cref="ArgumentException">It is no table and cannot be seen as one.</exception>
    public Table AsTable()
    {
        if (Table is not null) return Table;
        if (Tensor is { Rank: 1 }) return new Table(new TableColumn("0", Tensor));
        if (Tensor is { Rank: 2 }) return new Table(Enumerable.Range(0, Tensor.GetLength(1)).Select(i => new TableColumn(i.ToString(CultureInfo.InvariantCulture), Slices.Column(Tensor, i))).ToArray());
        if (Tensors is not null && Tensors.All(t => Slices.IsVector(t.Value))) return new Table(Tensors.Select(t => new TableColumn(t.Key, Slices.Vector(t.Value))).ToArray());
        throw new ArgumentException($"{this} is no table.");
    }

    /// <summary>The values of the only column: of a vector, of a tensor or table of one column, of one named vector.</summary>
    /// <exception cref="ArgumentException">There are several columns, or the values are of another type; the message names it.</exception>
    public T[] AsColumn<T>()
    {
        if (AsTable() is not { Columns: [var only] }) throw new ArgumentException($"{this} has {AsTable().Columns.Count} columns; one was expected.");
        return only.Values as T[] ?? throw new ArgumentException($"The values are {TypeName.Of(only.ElementType)}; they were asked as {TypeName.Of(typeof(T))}.");
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Table is not null ? $"a table of {Table}"
        : Tensor is not null ? $"a tensor {Slices.Describe(Tensor)}"
        : Tensors is not null ? $"tensors {string.Join(", ", Tensors.Select(t => $"{t.Key} {Slices.Describe(t.Value)}"))}"
        : "a JSON value";
}
