using System.Collections;
using System.Globalization;

namespace LineaSharp.LightGbm;

/// <summary>Parameters in the library's words: <c>objective=binary num_leaves=7 metric=auc,binary_logloss</c>.</summary>
internal static class Parameters
{
    public static string Text(IReadOnlyDictionary<string, object> parameters)
    {
        var all = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters) all[name] = value is IEnumerable list and not string ? string.Join(',', list.Cast<object>().Select(item => Text(name, item))) : Text(name, value);
        // Its log is standard output, which is not the library's to write to unasked.
        if (!all.ContainsKey("verbosity") && !all.ContainsKey("verbose")) all["verbosity"] = "-1";
        return string.Join(' ', all.Select(p => $"{p.Key}={p.Value}"));
    }

    private static string Text(string name, object? value)
    {
        var text = value switch
        {
            string given => given,
            bool flag => flag ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new ArgumentException($"The parameter '{name}' is {value?.GetType().Name ?? "null"}; text, a number, true, false or a list of these was expected."),
        };
        // A space would begin another parameter.
        return !text.Any(char.IsWhiteSpace) && !name.Any(c => char.IsWhiteSpace(c) || c == '=') ? text : throw new ArgumentException($"The parameter '{name}' has white space in it.");
    }
}
