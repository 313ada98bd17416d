using System.Numerics;

namespace LineaSharp.Scoring.Objects;

/// <summary>Single values of Python, seen as what they are used for.</summary>
internal static class PyValue
{
    // An array of one element is that; one that holds arrays, maybe itself, is none of these.
    public static bool? AsFlag(object? value) => value switch
    {
        bool flag => flag,
        long whole => whole != 0,
        PyArray { Length: 1 } array => array.Element(0) is var only and not PyArray ? AsFlag(only) : null,
        _ => null,
    };

    public static double? AsNumber(object? value) => value switch
    {
        double number => number,
        long whole => whole,
        bool flag => flag ? 1 : 0,
        BigInteger large => (double)large,
        PyArray { Length: 1 } array => array.Element(0) is var only and not PyArray ? AsNumber(only) : null,
        _ => null,
    };

    public static long? AsWhole(object? value) => value switch
    {
        long whole => whole,
        bool flag => flag ? 1 : 0,
        PyArray { Length: 1 } array => array.Element(0) is var only and not PyArray ? AsWhole(only) : null,
        _ => null,
    };

    /// <summary>What it is, in the words of messages.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "None",
        bool => "True or False",
        long or BigInteger => "a whole number",
        double => "a number",
        Complex => "a complex number",
        string => "a text",
        PyBytes => "bytes",
        PyList => "a list",
        PyTuple => "a tuple",
        PySet => "a set",
        PyDict => "a dict",
        PyArray array => $"an array {array}",
        PyDtype dtype => $"the dtype {dtype}",
        PyGlobal global => $"the name {global}",
        PyObject made => $"an object {made.Type}",
        _ => "another value",
    };
}
