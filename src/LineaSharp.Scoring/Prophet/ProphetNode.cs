using System.Text.Json;

namespace LineaSharp.Scoring.Prophet;

/// <summary>A place in the model's JSON, which says where it is when what it holds is not what was expected.</summary>
internal readonly struct ProphetNode(JsonElement value, string path)
{
    public ProphetNode this[string key] => Find(key) ?? throw ProphetErrors.Damaged($"{path} lacks '{key}'");

    public bool IsNull => value.ValueKind == JsonValueKind.Null;

    /// <summary>What is under a key; null where the key is missing.</summary>
    public ProphetNode? Find(string key)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Unexpected("an object");
        return value.TryGetProperty(key, out var found) ? new ProphetNode(found, $"{path}.{key}") : null;
    }

    public string Text() => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Unexpected("text");

    public string? TextOrNull() => IsNull ? null : Text();

    public bool Flag() => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Unexpected("true or false"),
    };

    public double Number()
    {
        if (value.ValueKind != JsonValueKind.Number) throw Unexpected("a number");
        var number = value.GetDouble();
        return double.IsFinite(number) ? number : throw Unexpected("a finite number");
    }

    /// <summary>A whole number; Prophet's <c>uncertainty_samples</c> may also be true or false.</summary>
    public int Whole(int min, int max)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return Flag() ? 1 : 0;
        var number = Number();
        return number >= min && number <= max && number == Math.Floor(number) ? (int)number : throw Unexpected($"a whole number from {min} to {max}");
    }

    public int WholeOr(int missing, int min, int max) => IsNull ? missing : Whole(min, max);

    public DateTime Date()
    {
        var text = Text();
        return ProphetDates.TryParse(text, out var date) ? date : throw Unexpected("a date");
    }

    public ProphetNode[] Items()
    {
        if (value.ValueKind != JsonValueKind.Array) throw Unexpected("a list");
        var items = new ProphetNode[value.GetArrayLength()];
        var i = 0;
        foreach (var item in value.EnumerateArray()) items[i] = new ProphetNode(item, $"{path}[{i++}]");
        return items;
    }

    public IEnumerable<(string Key, ProphetNode Value)> Entries()
    {
        if (value.ValueKind != JsonValueKind.Object) throw Unexpected("an object");
        foreach (var property in value.EnumerateObject()) yield return (property.Name, new ProphetNode(property.Value, $"{path}.{property.Name}"));
    }

    public double[] Numbers() => Array.ConvertAll(Items(), item => item.Number());

    /// <summary>A table or series that pandas wrote, as JSON inside JSON's text.</summary>
    public ProphetNode Nested()
    {
        using var document = JsonDocument.Parse(Text());
        return new ProphetNode(document.RootElement.Clone(), path);
    }

    public LineaException Unexpected(string expected) => ProphetErrors.Damaged($"{path} should be {expected} and is {Describe()}");

    private string Describe() => value.ValueKind switch
    {
        JsonValueKind.Number or JsonValueKind.String when value.GetRawText() is { Length: <= 40 } raw => raw,
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
