namespace LineaSharp.MLNet;

/// <summary>Names of types for people: <c>BinaryPredictionTransformer&lt;LinearBinaryModelParameters&gt;</c>. Nothing is created from them.</summary>
internal static class TypeLabel
{
    public static string Of(Type type)
    {
        if (!type.IsGenericType) return Nested(type, type.Name);
        var name = type.Name.Split('`')[0];
        return $"{Nested(type, name)}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }

    private static string Nested(Type type, string name) => type is { IsNested: true, IsGenericParameter: false } ? $"{type.DeclaringType!.Name.Split('`')[0]}.{name}" : name;
}
