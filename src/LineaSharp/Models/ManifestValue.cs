using System.Collections;
using System.Collections.ObjectModel;
using System.Numerics;
using LineaSharp.Internal;

namespace LineaSharp.Models;

/// <summary>The kinds of values that an MLmodel file holds, as plain .NET values; <see cref="MLmodel"/> lists them.</summary>
internal static class ManifestValue
{
    /// <summary>Makes a caller's value one of the kinds, copied, so that later changes by the caller do not show.</summary>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public static object? Normalize(object? value) => Normalize(value, depth: 0);

    private static object? Normalize(object? value, int depth)
    {
        if (depth > MLmodel.MaxDepth) throw new ArgumentException($"The value is nested deeper than {MLmodel.MaxDepth} levels.", nameof(value));
        return value switch
        {
            string text => Checked(text),
            null or bool or long or double or BigInteger or DateTime or DateTimeOffset or DateOnly => value,
            byte or sbyte or short or ushort or int or uint => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
            ulong big => big <= long.MaxValue ? (object)(long)big : new BigInteger(big),
            float single => double.Parse(single.ToString("R", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture),
            IReadOnlyDictionary<string, object?> map => Map(map, depth),
            IDictionary map => Map(map.Keys.Cast<object>().Select(k => KeyValuePair.Create(k as string ?? throw NoTextKey(k), map[k])), depth),
            IEnumerable list => new ReadOnlyCollection<object?>(list.Cast<object?>().Select(v => Normalize(v, depth + 1)).ToArray()),
            _ => throw new ArgumentException(
                $"A value of type {value.GetType()} cannot stand in an MLmodel file. Give text, a number, a bool, null, a date and time, or lists and string-keyed maps of these.", nameof(value)),
        };
    }

    private static ReadOnlyDictionary<string, object?> Map(IEnumerable<KeyValuePair<string, object?>> entries, int depth)
    {
        var copy = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in entries) copy.Add(Checked(key), Normalize(value, depth + 1));
        return new ReadOnlyDictionary<string, object?>(copy);
    }

    /// <exception cref="ArgumentException">The text is no Unicode.</exception>
    public static string Checked(string text) =>
        Unicode.IsWellFormed(text) ? text : throw new ArgumentException("The text has half a surrogate pair, which no file can hold.", nameof(text));

    private static ArgumentException NoTextKey(object key) => new($"A map in an MLmodel file has text keys; '{key}' is a {key.GetType()}.");
}
