using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LineaSharp.Internal;

namespace LineaSharp.Formats;

/// <summary>The members that a type has in JSON, to be compared with those that a file has. One that is null knows nothing and accepts all.</summary>
internal sealed class JsonShape
{
    private readonly JsonSerializerOptions _options;
    private readonly Dictionary<Type, JsonShape?> _known;
    private readonly Type? _element;
    private readonly Dictionary<string, Type>? _members;
    private readonly Type _type;

    private JsonShape(JsonTypeInfo contract, JsonSerializerOptions options, Dictionary<Type, JsonShape?> known)
    {
        (_type, _element, _options, _known) = (contract.Type, contract.ElementType, options, known);
        if (contract.Kind != JsonTypeInfoKind.Object) return;
        _members = new(options.PropertyNameCaseInsensitive ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (var property in contract.Properties) _members[property.Name] = property.CustomConverter is null ? property.PropertyType : typeof(object);
    }

    public static JsonShape? Of(Type type, JsonSerializerOptions options) => Of(type, options, []);

    /// <summary>The shape of an array's or dictionary's elements.</summary>
    public JsonShape? Element => _element is null ? null : Of(_element, _options, _known);

    /// <summary>Whether objects have members of fixed names.</summary>
    public bool HasMembers => _members is not null;

    /// <summary>Whether the type has that member, and its shape.</summary>
    public bool TryGetMember(ReadOnlySpan<char> name, out JsonShape? shape)
    {
        shape = null;
        if (_members is null || !_members.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var type)) return false;
        shape = Of(type, _options, _known);
        return true;
    }

    /// <summary>Says that an object of the file has nothing of this type.</summary>
    public string Stranger(IReadOnlyList<string> found) =>
        $"an object in it with the members {List(found)} has none of those of {TypeName.Of(_type)} ({List([.. _members!.Keys])}).";

    private static JsonShape? Of(Type type, JsonSerializerOptions options, Dictionary<Type, JsonShape?> known)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (known.TryGetValue(type, out var shape)) return shape;
        return known[type] = options.TryGetTypeInfo(type, out var contract) && IsPlain(contract) ? new JsonShape(contract, options, known) : null;
    }

    // Derived types and extension data have members that the contract does not list.
    private static bool IsPlain(JsonTypeInfo contract) =>
        contract.Kind != JsonTypeInfoKind.None && contract.PolymorphismOptions is null && !contract.Properties.Any(p => p.IsExtensionData);

    private static string List(IReadOnlyList<string> names) => string.Join(", ", names.Take(5)) + (names.Count > 5 ? " …" : "");
}
