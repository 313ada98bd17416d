namespace LineaSharp.Models;

/// <summary>What MLflow refuses in a signature; each fault goes on from "the signature's inputs".</summary>
internal static class SignatureRules
{
    public static string? FindFault(IReadOnlyList<FieldSpec> fields)
    {
        if (fields.Count == 0) return "are empty; leave them out instead";
        var tensors = fields.Count(f => f is TensorSpec);
        if (tensors > 0 && tensors < fields.Count) return "mix columns and tensors";
        var named = fields.Count(f => f.Name is not null);
        if (named > 0 && named < fields.Count) return "are named in part; name all or none";
        if (named == 0 && tensors > 1) return "have several tensors without names";
        if (named == 0 && fields.Any(f => f is ColumnSpec { Required: false })) return "have an optional column without a name";
        return fields.OfType<ColumnSpec>().Select(c => FindFault(c.Type)).FirstOrDefault(f => f is not null);
    }

    public static string? FindFault(IReadOnlyList<ParamSpec> parameters)
    {
        if (parameters.GroupBy(p => p.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice) return $"have '{twice.Key}' twice";
        foreach (var p in parameters)
        {
            if (p.Type is not (ScalarType or ObjectType) || p.Type == ColumnType.Binary) return $"give '{p.Name}' a type that is neither simple nor an object, or is binary";
            if (p.IsList && p.Default is not System.Collections.IEnumerable or string) return $"say that '{p.Name}' is a list, and its default is none";
            if (FindFault(p.Type) is { } fault) return fault;
        }
        return null;
    }

    private static string? FindFault(ColumnType type) => type switch
    {
        ScalarType scalar when !SignatureJson.IsSimple(scalar.Name) => $"name the type '{scalar.Name}', which MLflow has not",
        ArrayType array => FindFault(array.Items),
        MapType map => FindFault(map.Values),
        ObjectType { Properties.Count: 0 } => "have an object without properties",
        ObjectType o when o.Properties.GroupBy(p => p.Name, StringComparer.Ordinal).Any(g => g.Skip(1).Any()) => "have an object with a property twice",
        ObjectType o => o.Properties.Select(p => FindFault(p.Type)).FirstOrDefault(f => f is not null),
        _ => null,
    };
}
