namespace LineaSharp.Mlflow.Rest.Wire;

/// <summary>A tag or a param: MLflow sends lists of pairs where we have dictionaries.</summary>
internal sealed record WireTag(string? Key, string? Value)
{
    /// <summary>Null for none, which leaves the field out.</summary>
    public static IReadOnlyList<WireTag>? List(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var list = pairs.Select(p => new WireTag(p.Key, p.Value)).ToList();
        return list.Count > 0 ? list : null;
    }

    public static IReadOnlyDictionary<string, string> Dictionary(IReadOnlyList<WireTag>? list)
    {
        if (list is null or []) return Empty.Tags;
        var tags = new Dictionary<string, string>(list.Count, StringComparer.Ordinal);
        foreach (var tag in list) tags[tag.Key ?? ""] = tag.Value ?? "";
        return tags;
    }
}
