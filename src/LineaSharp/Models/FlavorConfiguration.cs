using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace LineaSharp.Models;

/// <summary>What an MLmodel file says under one flavor's name: keys and values, in the order they were added or read.</summary>
/// <remarks>
/// Values are the kinds of <see cref="MLmodel"/>: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>,
/// lists and maps of them, and the rarer ones named there.
/// </remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "MLflow calls it a flavor's configuration.")]
public sealed class FlavorConfiguration : IReadOnlyDictionary<string, object?>
{
    private readonly OrderedDictionary<string, object?> _entries = new(StringComparer.Ordinal);

    /// <summary>A value; setting adds or replaces it.</summary>
    /// <exception cref="ArgumentException">The value set is none of the kinds an MLmodel file holds.</exception>
    /// <exception cref="KeyNotFoundException">There is no such key; <see cref="GetString"/> and <see cref="FindString"/> say it for users.</exception>
    public object? this[string key]
    {
        get => _entries[key];
        set => _entries[ManifestValue.Checked(key)] = ManifestValue.Normalize(value);
    }

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _entries.Keys;

    /// <inheritdoc/>
    public IEnumerable<object?> Values => _entries.Values;

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <summary>Adds a value, for collection initializers.</summary>
    public void Add(string key, object? value) => _entries.Add(ManifestValue.Checked(key), ManifestValue.Normalize(value));

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, out object? value) => _entries.TryGetValue(key, out value);

    /// <summary>The text under a key.</summary>
    /// <exception cref="LineaException">CorruptArtifact: the key is missing, or holds no text.</exception>
    public string GetString(string key) =>
        FindString(key) ?? throw LineaException.FlavorKeyIsMissing(key, Keys);

    /// <summary>The text under a key, or null where the key is missing or null.</summary>
    /// <exception cref="LineaException">CorruptArtifact: the key holds something else than text.</exception>
    public string? FindString(string key) => !_entries.TryGetValue(key, out var value) ? null : value switch
    {
        null => null,
        string text => text,
        _ => throw LineaException.FlavorValueIsNoText(key, value),
    };

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
