using System.Globalization;

namespace LineaSharp.XGBoost;

/// <summary>The library's line of scores: <c>[3]⇥train-logloss:0.41⇥test-logloss:0.52</c>.</summary>
internal static class Scores
{
    public static IReadOnlyDictionary<string, double> Parse(string line)
    {
        var scores = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var part in line.Split('\t').Skip(1))
        {
            var colon = part.LastIndexOf(':');
            scores[part[..colon]] = part[(colon + 1)..] switch
            {
                "inf" => double.PositiveInfinity,
                "-inf" => double.NegativeInfinity,
                "nan" or "-nan" => double.NaN,
                var number => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture),
            };
        }
        return scores;
    }
}
