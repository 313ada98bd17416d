namespace LineaSharp.Scoring.Objects;

/// <summary>A dict of Python, as data, in the order of the file. Keys that are no text are kept, and never compared.</summary>
internal sealed class PyDict
{
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);

    public List<KeyValuePair<object?, object?>> Entries { get; } = [];

    public int Count => Entries.Count;

    /// <summary>The value under a text.</summary>
    public bool TryGet(string key, out object? value)
    {
        var found = _byName.TryGetValue(key, out var at);
        value = found ? Entries[at].Value : null;
        return found;
    }

    /// <summary>Adds an entry; a text that is there already gets the new value.</summary>
    public void Set(object? key, object? value)
    {
        if (key is string name && !_byName.TryAdd(name, Entries.Count))
        {
            Entries[_byName[name]] = new(key, value);
            return;
        }
        Entries.Add(new(key, value));
    }
}
