using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LineaSharp.Internal;

namespace LineaSharp.Formats;

/// <summary>What an artifact in JSON promises beyond the serializer: what is written comes back, or the save says that it would not.</summary>
internal static class JsonContract
{
    private static readonly (Type Type, string WayOut)[] Obstacles =
    [
        (typeof(Delegate), "it is code. Save the data that it works on."),
        (typeof(MemberInfo), "it is a part of a program. Save its name."),
        (typeof(Assembly), "it is a part of a program. Save its name."),
        (typeof(Pointer), "it is a pointer. Save what it points to."),
        (typeof(Task), "it is work in progress. Await it and save the result."),
        (typeof(ValueTask), "it is work in progress. Await it and save the result."),
        (typeof(Stream), "it is an open stream. Save the stream on its own, or its bytes."),
        (typeof(TextReader), "it is an open file. Save the text."),
        (typeof(TextWriter), "it is an open file. Save the text."),
        (typeof(StringBuilder), "it is a buffer. Save its ToString()."),
        (typeof(FileSystemInfo), "it is a place on a disk. Save the file or folder on its own, or its path."),
        (typeof(WaitHandle), "it belongs to this process. Leave it out with [JsonIgnore]."),
        (typeof(Thread), "it belongs to this process. Leave it out with [JsonIgnore]."),
        (typeof(CancellationToken), "it belongs to this process. Leave it out with [JsonIgnore]."),
        (typeof(CancellationTokenSource), "it belongs to this process. Leave it out with [JsonIgnore]."),
        (typeof(IServiceProvider), "it belongs to this process. Leave it out with [JsonIgnore]."),
        (typeof(System.Data.Common.DbConnection), "it is an open connection. Save what you read through it."),
    ];

    /// <summary>Why values of that type cannot be JSON, with the way out; or null.</summary>
    public static string? FindObstacle(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)) return FindObstacle(typeof(ValueTask));
        foreach (var (obstacle, wayOut) in Obstacles)
            if (obstacle.IsAssignableFrom(type)) return wayOut;
        return null;
    }

    /// <summary>Adds the promise to the serializer's contract of one type.</summary>
    public static void Apply(JsonTypeInfo contract)
    {
        if (contract.Kind == JsonTypeInfoKind.None) return;
        var fault = FindObstacle(contract.Type);
        var mayBeDerived = fault is null && contract.Kind == JsonTypeInfoKind.Object && contract.PolymorphismOptions is null && !contract.Type.IsSealed;
        if (contract.Kind == JsonTypeInfoKind.Object) fault ??= FindLoss(contract);
        if (fault is null && !mayBeDerived) return;

        var before = contract.OnSerializing;
        contract.OnSerializing = value =>
        {
            if (mayBeDerived && value.GetType() != contract.Type) throw IsDerived(contract.Type, value.GetType());
            if (fault is not null) throw LineaException.CannotSave("json", contract.Type, fault);
            before?.Invoke(value);
        };
    }

    private static string? FindLoss(JsonTypeInfo contract)
    {
        var written = contract.Properties.Where(p => p.Get is not null).ToList();
        if (written.Count == 0) return "it has no public property or field, so nothing of it would be saved. Save the data it was made from, or a record of it.";

        string? loss = null;
        foreach (var property in written.Where(p => !ComesBack(p, contract)))
            if (!IsStored(property)) continue; // computed from others: nothing is lost
            else if (property.AttributeProvider is PropertyInfo { SetMethod: not null } withPrivateSetter) property.Set = withPrivateSetter.SetValue;
            else
            {
                loss = $"its '{property.Name}' would be saved and never come back, because nothing can set it. Give it 'init', a constructor parameter of its name, or [JsonIgnore].";
                // Only to be read as this type: what the file has for the property is not dropped without a word.
                property.Set = (_, _) => throw new JsonException($"{TypeName.Of(contract.Type)} has '{property.Name}', and nothing can set it.");
            }
        if (loss is null && !written.Exists(p => ComesBack(p, contract)))
            loss = "none of its properties can be set, so it would come back empty. Save the data it was made from, or a record of it.";
        return loss;
    }

    private static bool ComesBack(JsonPropertyInfo property, JsonTypeInfo contract) =>
        property.Set is not null || property.AssociatedParameter is not null || property.IsExtensionData
        || (property.ObjectCreationHandling ?? contract.PreferredPropertyObjectCreationHandling ?? contract.Options.PreferredObjectCreationHandling) == JsonObjectCreationHandling.Populate;

    /// <summary>A field, or a property that the compiler gave a field.</summary>
    private static bool IsStored(JsonPropertyInfo property) =>
        property.AttributeProvider is FieldInfo
        || (property.AttributeProvider is PropertyInfo { GetMethod: { } getter } && getter.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));

    private static LineaException IsDerived(Type declared, Type found) => LineaException.CannotSave(
        "json", found, $"it stands where {TypeName.Of(declared)} is declared, and only the members of {TypeName.Of(declared)} would be saved. Declare {TypeName.Of(declared)} with [JsonDerivedType(typeof({TypeName.Of(found)}), \"…\")], or use {TypeName.Of(found)} itself.");
}
