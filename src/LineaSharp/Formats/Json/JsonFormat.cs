using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LineaSharp.Internal;

namespace LineaSharp.Formats;

/// <summary>Everything that JSON can hold, as the file <c>value.json</c>: records, classes, structs, collections, dictionaries, numbers, dates, JsonNode …</summary>
/// <remarks>
/// <para>
/// What is saved is the public properties and fields. What would not come back is refused at save, with the way out: an object of a
/// class that shows nothing of itself, a property that nobody can set again, a derived object behind a base type, an object that
/// refers back to itself, delegates, types, tasks, streams, half surrogate pairs. A property with a private setter comes back.
/// Private fields are not saved, and of a class that is itself a collection only the elements are.
/// </para>
/// <para>
/// The type that comes back is the caller's choice, and need not be the one that was saved: an <c>int[]</c> can be asked as a
/// <c>List&lt;double&gt;</c>, and a record may have gained or lost members since. Members that the file lacks keep their
/// defaults unless they are required (as constructor parameters without a default are); members that the type lacks are skipped. But an
/// object of the file of whose members the asked type has none is a TypeMismatch, never an empty object. Untyped,
/// a <see cref="JsonNode"/> comes back.
/// </para>
/// <para>NaN and infinities are written as strings. Reading and writing stream, bounded by the serializer's buffers. Depth is at most 256.</para>
/// </remarks>
public sealed class JsonFormat : IArtifactFormat
{
    private const string FileName = "value.json";
    private const int MostDepth = 256;
    private readonly JsonSerializerOptions _options;

    /// <summary>The ordinary format. Contexts made by the source generator serve programs compiled ahead of time, and come before reflection.</summary>
    /// <param name="contexts">For example <c>MyContext.Default</c>. Their naming options are not used; pass options for that.</param>
    public JsonFormat(params JsonSerializerContext[] contexts)
        : this(new JsonSerializerOptions(DefaultOptions) { TypeInfoResolver = JsonTypeInfoResolver.Combine([.. contexts, DefaultOptions.TypeInfoResolver]) })
    {
    }

    /// <summary>A format of the caller's own options. Begin with a copy of <see cref="DefaultOptions"/>; artifacts are read with the options they were saved with.</summary>
    public JsonFormat(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var resolver = options.TypeInfoResolver ?? DefaultOptions.TypeInfoResolver!;
        _options = new JsonSerializerOptions(options)
        {
            Encoder = new StrictJsonEncoder(options.Encoder ?? JavaScriptEncoder.Default),
            TypeInfoResolver = resolver.WithAddedModifier(JsonContract.Apply),
        };
        _options.MakeReadOnly();
    }

    /// <summary>What the ordinary format uses: indented, fields included, NaN and infinities as strings, no duplicate members, a depth of 256.</summary>
    public static JsonSerializerOptions DefaultOptions { get; } = MakeDefaultOptions();

    /// <inheritdoc/>
    public string Name => "json";

    /// <inheritdoc/>
    public Type UntypedAs => typeof(JsonNode);

    /// <summary>Whether the value is no model or table of a package that has a flavor or format of its own; whether JSON can hold it shows on saving.</summary>
    public bool CanSave(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return KnownPackages.Find(value.GetType()) is null;
    }

    /// <summary>Whether objects of that type can be made from JSON at all (no delegates, streams, open generics).</summary>
    public bool CanLoadAs(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return !type.IsPointer && !type.IsByRef && !type.IsByRefLike && !type.ContainsGenericParameters && JsonContract.FindObstacle(type) is null;
    }

    /// <inheritdoc/>
    /// <exception cref="LineaException">NotSupported: JSON cannot hold the value; the message names the type and the way out.</exception>
    public async Task SaveAsync(object value, StagedDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(directory);
        var type = value is JsonNode ? typeof(JsonNode) : value.GetType();
        if (JsonContract.FindObstacle(type) is { } obstacle) throw LineaException.CannotSave(Name, type, obstacle);
        try
        {
            using var file = directory.CreateFile(FileName);
            await JsonSerializer.SerializeAsync(file, value, ContractOf(type), cancellationToken).ConfigureAwait(false);
        }
        catch (NotSupportedException e)
        {
            throw LineaException.CannotSave(Name, type, e.Message, e);
        }
        catch (JsonException e)
        {
            throw LineaException.CannotSave(Name, type, $"it refers back to itself, or is nested deeper than {_options.MaxDepth} levels. {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task<object> LoadAsync(StoredDirectory directory, Type type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(type);
        if (!CanLoadAs(type)) throw LineaException.HoldsAnotherType(directory, "JSON", type, "JsonNode, or a type that JSON can hold");
        var asked = type == typeof(object) ? typeof(JsonNode) : type;

        using var file = await directory.OpenReadAsync(FileName, cancellationToken).ConfigureAwait(false);
        using var json = new JsonShapeStream(file, asked, _options);
        try
        {
            var contract = ContractOf(asked);
            var value = await JsonSerializer.DeserializeAsync(json, contract, cancellationToken).ConfigureAwait(false);
            if (json.Stranger is { } stranger) throw LineaException.DoesNotFit(directory, asked, stranger);
            return value ?? throw LineaException.DoesNotFit(directory, asked, "it is null.");
        }
        catch (JsonException e)
        {
            // The rest is read for the check against the digest, and to know whether the file is JSON at all.
            await json.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            if (json.SyntaxError is { } fault) throw LineaException.IsNoValid(Name, $"The file '{FileName}' of '{directory.Artifact}'", fault.Message, fault);
            throw LineaException.DoesNotFit(directory, asked, json.Stranger ?? e.Message, e);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException) // what the serializer says of types it cannot make
        {
            throw LineaException.DoesNotFit(directory, asked, e.Message, e);
        }
    }

    private JsonTypeInfo ContractOf(Type type)
    {
        try
        {
            if (_options.TryGetTypeInfo(type, out var contract)) return contract;
        }
        catch (InvalidOperationException e) // members or attributes that contradict one another
        {
            throw new NotSupportedException(e.Message, e);
        }
        throw new LineaException(ErrorCode.NotSupported, JsonSerializer.IsReflectionEnabledByDefault
            ? $"The JSON options of this store know no {TypeName.Of(type)}. Add a context that has [JsonSerializable(typeof({TypeName.Of(type)}))]."
            : $"JSON needs the source generator for {TypeName.Of(type)}, because reflection is switched off in this program. Declare a JsonSerializerContext with [JsonSerializable(typeof({TypeName.Of(type)}))] and register new JsonFormat(MyContext.Default).");
    }

    private static JsonSerializerOptions MakeDefaultOptions()
    {
        var options = new JsonSerializerOptions
        {
            WriteIndented = true,
            NewLine = "\n",
            IncludeFields = true,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            MaxDepth = MostDepth,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // the file is not part of a web page, and people read it
            Converters = { new ComplexConverter(), new BigIntegerConverter() },
            TypeInfoResolver = JsonTypeInfoResolver.Combine(Reflection(), SimpleJsonContext.Default),
        };
        options.MakeReadOnly();
        return options;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only where the program has left the serializer's reflection on; where it is off, the compiler removes this.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "As above.")]
    private static DefaultJsonTypeInfoResolver? Reflection() => JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : null;
}
