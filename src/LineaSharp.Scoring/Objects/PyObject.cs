namespace LineaSharp.Scoring.Objects;

/// <summary>An object of a class, or what a function would have made: its name, arguments and state, as data.</summary>
/// <param name="type">The class; for a call of a function, the function.</param>
/// <param name="arguments">What the class or function would have been called with.</param>
internal sealed class PyObject(PyGlobal type, PyTuple arguments)
{
    private PyDict? _attributes;

    public PyGlobal Type { get; } = type;

    public PyTuple Arguments { get; } = arguments;

    /// <summary>What the object would have been told to restore: mostly a dict of attributes.</summary>
    public object? State { get; set; }

    /// <summary>The elements of a class derived from list or set; null when it had none.</summary>
    public List<object?>? Items { get; set; }

    /// <summary>The entries of a class derived from dict; null when it had none.</summary>
    public PyDict? Entries { get; set; }

    /// <summary>The attributes by name: those of the state, which is a dict, or a pair of a dict and one of slots.</summary>
    public PyDict Attributes => _attributes ??= State switch
    {
        PyDict attributes => attributes,
        PyTuple { Count: 2 } pair when pair[1] is PyDict slots => Merged(pair[0] as PyDict, slots),
        _ => new PyDict(),
    };

    /// <summary>The attribute's value; null also where there is none.</summary>
    public object? Find(string attribute) => Attributes.TryGet(attribute, out var value) ? value : null;

    /// <summary>The attribute's value.</summary>
    /// <exception cref="LineaException">CorruptArtifact: there is none.</exception>
    public object? Get(string attribute) => Attributes.TryGet(attribute, out var value) ? value : throw ScoringErrors.LacksAttribute(Type.Name, attribute);

    public bool Has(string attribute) => Attributes.TryGet(attribute, out _);

    public PyArray Array(string attribute) => As<PyArray>(attribute, "an array");

    public PyArray? FindArray(string attribute) => Find(attribute) as PyArray;

    public PyObject Object(string attribute) => As<PyObject>(attribute, "an object");

    public PySequence Sequence(string attribute) => As<PySequence>(attribute, "a list");

    public string Text(string attribute) => As<string>(attribute, "a text");

    public bool Flag(string attribute) => PyValue.AsFlag(Get(attribute)) ?? throw Other(attribute, "True or False");

    /// <summary>A number; an array of one element is one, too, as numpy has it.</summary>
    public double Number(string attribute) => PyValue.AsNumber(Get(attribute)) ?? throw Other(attribute, "a number");

    public int Whole(string attribute) => PyValue.AsWhole(Get(attribute)) is { } value and >= int.MinValue and <= int.MaxValue ? (int)value
        : throw Other(attribute, "a whole number");

    /// <summary>The attribute, or what it was before the library had it.</summary>
    public bool Flag(string attribute, bool otherwise) => Has(attribute) ? Flag(attribute) : otherwise;

    public double Number(string attribute, double otherwise) => Has(attribute) ? Number(attribute) : otherwise;

    public string Text(string attribute, string otherwise) => Has(attribute) ? Text(attribute) : otherwise;

    public LineaException Other(string attribute, string expected) => ScoringErrors.HasOtherAttribute(Type.Name, attribute, expected, PyValue.Describe(Find(attribute)));

    public override string ToString() => Type.ToString();

    private T As<T>(string attribute, string expected) where T : class => Get(attribute) as T ?? throw Other(attribute, expected);

    private static PyDict Merged(PyDict? attributes, PyDict slots)
    {
        var merged = new PyDict();
        foreach (var (key, value) in (attributes?.Entries ?? []).Concat(slots.Entries)) merged.Set(key, value);
        return merged;
    }
}
