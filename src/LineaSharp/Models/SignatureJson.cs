using System.Globalization;

namespace LineaSharp.Models;

/// <summary>The parts of a signature as JSON objects, key by key as MLflow writes them.</summary>
internal static class SignatureJson
{
    private static readonly Dictionary<string, ColumnType> Simple = new[]
    {
        ColumnType.Boolean, ColumnType.Integer, ColumnType.Long, ColumnType.Float, ColumnType.Double, ColumnType.String, ColumnType.Binary, ColumnType.DateTime,
    }.ToDictionary(t => ((ScalarType)t).Name, StringComparer.Ordinal);

    public static bool IsSimple(string name) => Simple.ContainsKey(name);

    public static Dictionary<string, object?> ToPlain(FieldSpec field)
    {
        if (field is TensorSpec tensor) return ToPlain(tensor);
        var column = (ColumnSpec)field;
        var plain = ToPlain(column.Type);
        if (column.Name is not null) plain["name"] = column.Name;
        plain["required"] = column.Required;
        return plain;
    }

    public static Dictionary<string, object?> ToPlain(ParamSpec parameter)
    {
        var plain = new Dictionary<string, object?>
        {
            ["name"] = parameter.Name,
            ["default"] = ManifestValue.Normalize(parameter.Default),
            ["shape"] = parameter.IsList ? new object?[] { -1L } : null,
        };
        foreach (var (key, value) in ToPlain(parameter.Type)) plain[key] = value;
        return plain;
    }

    public static FieldSpec ReadField(object? json, string where)
    {
        var map = Map(json, where);
        var name = Find<string>(map, "name", where);
        if (Get<string>(map, "type", where) == "tensor") return ReadTensor(map, where) with { Name = name };
        return new ColumnSpec(ReadType(map, where)) { Name = name, Required = IsRequired(map, where) };
    }

    public static ParamSpec ReadParam(object? json, string where)
    {
        var map = Map(json, where);
        if (!map.ContainsKey("default")) throw Missing("default", where);
        var isList = map.GetValueOrDefault("shape") switch
        {
            null => false,
            IReadOnlyList<object?> and [-1L] => true,
            _ => throw new FormatException($"{where}.shape should be null or [-1]"),
        };
        // MLflow's first releases with parameters called the type `dtype`.
        var type = map.ContainsKey("type") ? ReadType(map, where) : ReadSimple(Get<string>(map, "dtype", where), where);
        return new ParamSpec(Get<string>(map, "name", where), type, map["default"]) { IsList = isList };
    }

    private static Dictionary<string, object?> ToPlain(TensorSpec tensor)
    {
        var plain = new Dictionary<string, object?>();
        if (tensor.Name is not null) plain["name"] = tensor.Name;
        plain["type"] = "tensor";
        plain["tensor-spec"] = new Dictionary<string, object?> { ["dtype"] = tensor.DType, ["shape"] = tensor.Shape.Select(n => (object?)n).ToArray() };
        return plain;
    }

    private static Dictionary<string, object?> ToPlain(ColumnType type) => type switch
    {
        ScalarType scalar => new() { ["type"] = scalar.Name },
        ArrayType array => new() { ["type"] = "array", ["items"] = ToPlain(array.Items) },
        MapType map => new() { ["type"] = "map", ["values"] = ToPlain(map.Values) },
        ObjectType o => new() { ["type"] = "object", ["properties"] = o.Properties.OrderBy(p => p.Name, StringComparer.Ordinal).ToDictionary(p => p.Name, ToPlain) },
        SparkMLVectorType => new() { ["type"] = "sparkml_vector" },
        _ => new() { ["type"] = "any" },
    };

    private static object? ToPlain(ObjectProperty property)
    {
        var plain = ToPlain(property.Type);
        plain["required"] = property.Required;
        return plain;
    }

    private static TensorSpec ReadTensor(IReadOnlyDictionary<string, object?> map, string where)
    {
        var spec = Map(Get<object>(map, "tensor-spec", where), $"{where}.tensor-spec");
        var shape = Get<IReadOnlyList<object?>>(spec, "shape", $"{where}.tensor-spec");
        return new TensorSpec(
            Get<string>(spec, "dtype", $"{where}.tensor-spec"),
            shape.Select(n => n is long size ? size : throw new FormatException($"{where}.tensor-spec.shape should hold whole numbers")).ToArray());
    }

    private static ColumnType ReadType(IReadOnlyDictionary<string, object?> map, string where) => Get<string>(map, "type", where) switch
    {
        "array" => ColumnType.ArrayOf(ReadType(Map(Get<object>(map, "items", where), $"{where}.items"), $"{where}.items")),
        "map" => ColumnType.MapOf(ReadType(Map(Get<object>(map, "values", where), $"{where}.values"), $"{where}.values")),
        "object" => ReadObject(Map(Get<object>(map, "properties", where), $"{where}.properties"), $"{where}.properties"),
        "sparkml_vector" => ColumnType.SparkMLVector,
        "any" => ColumnType.Any,
        var name => ReadSimple(name, where),
    };

    private static ColumnType ReadSimple(string name, string where) =>
        Simple.GetValueOrDefault(name) ?? throw new FormatException(string.Create(CultureInfo.InvariantCulture,
            $"{where}.type '{name}' is unknown; known are {string.Join(", ", Simple.Keys)}, array, object, map, any and tensor"));

    private static ColumnType ReadObject(IReadOnlyDictionary<string, object?> properties, string where) => ColumnType.Object(
        properties.Select(p =>
        {
            var property = Map(p.Value, $"{where}.{p.Key}");
            return new ObjectProperty(p.Key, ReadType(property, $"{where}.{p.Key}"), IsRequired(property, $"{where}.{p.Key}"));
        }).ToArray());

    private static bool IsRequired(IReadOnlyDictionary<string, object?> map, string where) => map.GetValueOrDefault("required") switch
    {
        bool required => required,
        null => true,
        _ => throw new FormatException($"{where}.required should be true or false"),
    };

    private static IReadOnlyDictionary<string, object?> Map(object? json, string where) =>
        json as IReadOnlyDictionary<string, object?> ?? throw new FormatException($"{where} should be an object");

    private static T Get<T>(IReadOnlyDictionary<string, object?> map, string key, string where) where T : class =>
        Find<T>(map, key, where) ?? throw Missing(key, where);

    private static T? Find<T>(IReadOnlyDictionary<string, object?> map, string key, string where) where T : class => map.GetValueOrDefault(key) switch
    {
        null => null,
        T value => value,
        _ => throw new FormatException($"{where}.{key} should be {(typeof(T) == typeof(string) ? "text" : "a list")}"),
    };

    private static FormatException Missing(string key, string where) => new($"{where} lacks '{key}'");
}
