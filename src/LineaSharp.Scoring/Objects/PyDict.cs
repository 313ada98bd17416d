namespace LineaSharp.Scoring.Objects;

/// <summary>A dict of Python, as data, in the order of the file. Keys that are no text are kept, and never compared.</summary>
internal sealed class PyDict
{
    // So few are looked through as fast as looked up.
    private const int Few = 8;
    private Dictionary<string, int>? _byName;

    public List<KeyValuePair<object?, object?>> Entries { get; } = [];

    public int Count => Entries.Count;

    /// <summary>The value under a text.</summary>
    public bool TryGet(string key, out object? value)
    {
        var at = Place(key);
        value = at >= 0 ? Entries[at].Value : null;
        return at >= 0;
    }

    /// <summary>Adds an entry; a text that is there already gets the new value.</summary>
    public void Set(object? key, object? value)
    {
        if (key is string name)
        {
            if (Place(name) is >= 0 and var at)
            {
                Entries[at] = new(key, value);
                return;
            }
            _byName?.Add(name, Entries.Count);
        }
        Entries.Add(new(key, value));
        if (Entries.Count > Few && _byName is null) _byName = Index();
    }

    /// <summary>Makes room for that many more.</summary>
    public void Expect(int count) => Entries.EnsureCapacity(Entries.Count + count);

    private int Place(string key)
    {
        if (_byName is not null) return _byName.GetValueOrDefault(key, -1);
        for (var i = 0; i < Entries.Count; i++)
            if (Entries[i].Key is string name && name == key) return i;
        return -1;
    }

    private Dictionary<string, int> Index()
    {
        var index = new Dictionary<string, int>(Entries.Capacity, StringComparer.Ordinal);
        for (var i = 0; i < Entries.Count; i++)
            if (Entries[i].Key is string name) index.Add(name, i);
        return index;
    }
}
