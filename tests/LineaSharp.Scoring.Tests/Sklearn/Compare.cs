using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace LineaSharp.Scoring.Tests.Sklearn;

/// <summary>Answers against recorded ones: labels exactly, numbers by their largest relative difference.</summary>
internal static class Compare
{
    public static double Largest(JsonArray expected, Array actual)
    {
        var wanted = Flat(expected).ToArray();
        var found = actual.Cast<object>().ToArray();
        Assert.Equal(wanted.Length, found.Length);
        Assert.Equal(expected.Count, actual.GetLength(0));
        return wanted.Zip(found, Difference).DefaultIfEmpty(0).Max();
    }

    // Relative to the number, or to 1 for small ones: a probability of 1e-12 need not be exact to the last digit.
    private static double Difference(JsonNode? wanted, object found)
    {
        if (wanted?.GetValueKind() == JsonValueKind.String && found is string)
        {
            Assert.Equal((string)wanted!, found);
            return 0;
        }
        if (wanted?.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
        {
            // A mask is a matrix of numbers here.
            if (found is double mask) found = mask == 1;
            Assert.Equal((bool)wanted!, found);
            return 0;
        }
        var a = wanted switch { null => double.NaN, _ when wanted.GetValueKind() == JsonValueKind.String => double.Parse((string)wanted!, CultureInfo.InvariantCulture), _ => (double)wanted };
        if (found is long or int) Assert.Equal(a, Convert.ToDouble(found, CultureInfo.InvariantCulture));
        var b = Convert.ToDouble(found, CultureInfo.InvariantCulture);
        if (a == b || (double.IsNaN(a) && double.IsNaN(b))) return 0;
        return double.IsNaN(a) || double.IsNaN(b) ? double.PositiveInfinity : Math.Abs(a - b) / Math.Max(1, Math.Abs(a));
    }

    private static IEnumerable<JsonNode?> Flat(JsonArray array) => array.SelectMany(n => n is JsonArray inner ? Flat(inner) : [n]);
}
