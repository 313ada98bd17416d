namespace LineaSharp.Internal;

/// <summary>A type's name as C# writes it, for messages and labels: <c>double[,]</c>, <c>List&lt;Person&gt;</c>, <c>(int, string)</c>.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool", [typeof(char)] = "char", [typeof(string)] = "string", [typeof(object)] = "object",
        [typeof(sbyte)] = "sbyte", [typeof(byte)] = "byte", [typeof(short)] = "short", [typeof(ushort)] = "ushort",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong",
        [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Of(underlying) + "?";
        if (type.IsArray) return OfArray(type);
        if (type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal)) return "(anonymous)";
        if (type.IsGenericParameter) return type.Name;
        var outer = type.IsNested ? type.DeclaringType!.Name.Split('`')[0] + "." : "";
        var name = outer + type.Name.Split('`')[0];
        if (!type.IsGenericType) return name;
        var arguments = string.Join(", ", type.GetGenericArguments().Select(Of));
        return name == nameof(ValueTuple) ? $"({arguments})" : $"{name}<{arguments}>";
    }

    // int[][,] is an array of int[,]: the outer brackets come first.
    private static string OfArray(Type type)
    {
        var brackets = "";
        for (; type.IsArray; type = type.GetElementType()!) brackets += $"[{new string(',', type.GetArrayRank() - 1)}]";
        return Of(type) + brackets;
    }
}
