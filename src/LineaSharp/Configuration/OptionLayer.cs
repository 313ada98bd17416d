namespace LineaSharp.Configuration;

/// <summary>The options that one place gives, each checked and in its one spelling.</summary>
internal sealed class OptionLayer
{
    private readonly Dictionary<string, string> _values;

    private OptionLayer(string name, Dictionary<string, string> values)
    {
        Name = name;
        _values = values;
    }

    /// <summary>The place, as shown behind a value: <c>set</c>, <c>command line</c>, <c>environment</c>, or the file's path.</summary>
    public string Name { get; }

    public string? Find(string key) => _values.GetValueOrDefault(key);

    /// <summary>What the program set: at first nothing.</summary>
    public static OptionLayer Empty(string name) => new(name, []);

    /// <summary>This layer with another value for a key; null takes the key out.</summary>
    public OptionLayer With(string key, string? value)
    {
        var values = new Dictionary<string, string>(_values, StringComparer.Ordinal);
        if (value is null) values.Remove(key);
        else values[key] = value;
        return new OptionLayer(Name, values);
    }

    public static OptionLayer CommandLine(IReadOnlyDictionary<string, string?> given, Folders folders)
    {
        foreach (var key in given.Keys)
            if (!OptionKeys.Has(key)) throw new ArgumentException(OptionKeys.Unknown(key), nameof(given));
        return Read("command line", given.GetValueOrDefault, key => $"command line option {OptionKeys.CommandLineOption(key)}", folders);
    }

    public static OptionLayer Environment(Func<string, string?> environment, Folders folders) => Read(
        "environment",
        // An empty variable is how a shell or a container says "not set".
        key => environment(OptionKeys.EnvironmentVariable(key)) is { Length: > 0 } value ? value : null,
        key => $"environment variable {OptionKeys.EnvironmentVariable(key)}",
        folders);

    public static OptionLayer File(string path, IReadOnlyDictionary<string, string?> values, Folders folders) =>
        Read(path, values.GetValueOrDefault, key => $"'{key}' in {path}", folders);

    private static OptionLayer Read(string name, Func<string, string?> given, Func<string, string> nameOf, Folders folders)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in OptionKeys.All)
        {
            if (given(key) is not { } text) continue;
            try
            {
                values[key] = OptionText.Canonical(key, text, folders);
            }
            catch (FormatException e)
            {
                throw LineaException.MalformedOption(nameOf(key), key, text, e);
            }
        }
        return new OptionLayer(name, values);
    }
}
