namespace LineaSharp.Scoring.Statsmodels;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    // Below it the series needs few terms and loses little, above it the continued fraction converges fast.
    private const double Border = 2;

    /// <summary>The probability of a value up to this one; within 1e-12 of itself, in the lower tail as well.</summary>
    public static double Cdf(double value)
    {
        var x = Math.Abs(value) / Math.Sqrt(2);
        if (double.IsNaN(x)) return double.NaN;
        var upper = x < Border ? 0.5 - Series(x) / 2 : Fraction(x) / 2;
        return value < 0 ? upper : 1 - upper;
    }

    // erf by its series of positive terms: 2/sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)).
    private static double Series(double x)
    {
        var (term, sum) = (x, x);
        for (var n = 1; term > sum * 1e-17; n++) sum += term *= 2 * x * x / (2 * n + 1);
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    // erfc by its continued fraction, from the far end: exp(-x^2)/sqrt(pi) / (x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))).
    private static double Fraction(double x)
    {
        if (x > 40) return 0;
        var denominator = x;
        for (var n = 120; n > 0; n--) denominator = x + n / 2.0 / denominator;
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / denominator;
    }
}
