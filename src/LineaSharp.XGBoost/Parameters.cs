using System.Collections;
using System.Globalization;

namespace LineaSharp.XGBoost;

/// <summary>Parameters in the library's words.</summary>
internal static class Parameters
{
    public static IEnumerable<string> Texts(string name, object value) => value is IEnumerable list and not string ? list.Cast<object>().Select(item => Text(name, item)) : [Text(name, value)];

    private static string Text(string name, object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "1" : "0",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"The parameter '{name}' is {value?.GetType().Name ?? "null"}; text, a number, true, false or a list of these was expected."),
    };
}
