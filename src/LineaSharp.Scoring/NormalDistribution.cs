namespace LineaSharp.Scoring;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    // Below it the series needs few terms and loses little, above it the continued fraction converges fast.
    private const double Border = 2;

    // Coefficients of the quantile's rational functions.
    private static readonly double[] CenterAbove = [3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3];
    private static readonly double[] CenterBelow = [1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3];
    private static readonly double[] TailAbove = [1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4];
    private static readonly double[] TailBelow = [1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9];
    private static readonly double[] FarTailAbove = [6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7];
    private static readonly double[] FarTailBelow = [1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15];

    /// <summary>The number below which a share of the distribution lies; Wichura's algorithm AS 241, to about 16 digits.</summary>
    public static double Quantile(double p)
    {
        if (double.IsNaN(p) || p < 0 || p > 1) return double.NaN;
        if (p == 0) return double.NegativeInfinity;
        if (p == 1) return double.PositiveInfinity;
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - q * q;
            return q * Ratio(r, CenterAbove, CenterBelow);
        }
        var tail = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p));
        var value = tail <= 5
            ? Ratio(tail - 1.6, TailAbove, TailBelow)
            : Ratio(tail - 5, FarTailAbove, FarTailBelow);
        return q < 0 ? -value : value;
    }

    private static double Ratio(double r, ReadOnlySpan<double> above, ReadOnlySpan<double> below)
    {
        double a = 0, b = 0;
        for (var i = above.Length - 1; i >= 0; i--) (a, b) = (a * r + above[i], b * r + below[i]);
        return a / b;
    }

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
