using LineaSharp.Internal;

namespace LineaSharp.Models;

// The form in the MLmodel file: three JSON texts, each a list of {"type": …, "name": …, "required": …} or of tensors.
public sealed partial record ModelSignature
{
    /// <summary>Whether MLflow would store both as the same text.</summary>
    public bool Equals(ModelSignature? other) => other is not null && Text() == other.Text();

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text());

    /// <exception cref="FormatException">The message goes on from "the signature".</exception>
    internal static ModelSignature Parse(string? inputs, string? outputs, string? parameters) => new()
    {
        Inputs = ParseFields(inputs, "inputs"),
        Outputs = ParseFields(outputs, "outputs"),
        Params = ParseParams(parameters),
    };

    /// <summary>What stands under <c>signature</c>: null when nothing is said.</summary>
    internal IReadOnlyDictionary<string, object?>? ToManifest() => Inputs is null && Outputs is null && Params is null ? null : new Dictionary<string, object?>
    {
        ["inputs"] = FieldsText(Inputs),
        ["outputs"] = FieldsText(Outputs),
        ["params"] = Params is null ? null : PythonJson.Write(Params.Select(SignatureJson.ToPlain).ToArray()),
    };

    /// <exception cref="ArgumentException">MLflow would refuse the signature.</exception>
    internal void Check()
    {
        foreach (var (fields, name) in new[] { (Inputs, "inputs"), (Outputs, "outputs") })
            if (fields is not null && SignatureRules.FindFault(fields) is { } fault) throw new ArgumentException($"The signature's {name} {fault}.");
        if (Params is not null && SignatureRules.FindFault(Params) is { } wrong) throw new ArgumentException($"The signature's params {wrong}.");
        // Defaults that have no form in JSON show themselves on writing.
        _ = Text();
    }

    private static string? FieldsText(IReadOnlyList<FieldSpec>? fields) => fields is null ? null : PythonJson.Write(fields.Select(SignatureJson.ToPlain).ToArray());

    private string Text() => $"{FieldsText(Inputs)}\n{FieldsText(Outputs)}\n{(Params is null ? null : PythonJson.Write(Params.Select(SignatureJson.ToPlain).ToArray()))}";

    private static FieldSpec[]? ParseFields(string? json, string part)
    {
        if (string.IsNullOrEmpty(json)) return null;
        var fields = Items(json, part).Select((item, i) => SignatureJson.ReadField(item, $"{part}[{i}]")).ToArray();
        return SignatureRules.FindFault(fields) is { } fault ? throw new FormatException($"{part} {fault}") : fields;
    }

    private static ParamSpec[]? ParseParams(string? json)
    {
        if (string.IsNullOrEmpty(json)) return null;
        var parameters = Items(json, "params").Select((item, i) => SignatureJson.ReadParam(item, $"params[{i}]")).ToArray();
        return SignatureRules.FindFault(parameters) is { } fault ? throw new FormatException($"params {fault}") : parameters;
    }

    private static IReadOnlyList<object?> Items(string json, string part)
    {
        try
        {
            return PlainJson.Read(json) as IReadOnlyList<object?> ?? throw new FormatException("should be a list");
        }
        catch (FormatException e)
        {
            throw new FormatException($"{part} {e.Message}", e);
        }
    }
}
