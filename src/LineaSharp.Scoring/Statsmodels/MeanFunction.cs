using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Statsmodels;

/// <summary>From the linear predictor to the mean: the inverses of links.</summary>
internal static class MeanFunction
{
    public static double Identity(double z) => z;

    public static double Logistic(double z) => 1 / (1 + Math.Exp(-z));

    /// <summary>That of a GLM, by its family's link.</summary>
    /// <remarks>Classes in lower case are the aliases that statsmodels had until 0.14.</remarks>
    /// <exception cref="LineaException">NotSupported: the link is another one.</exception>
    public static Func<double, double> OfGlm(PyObject model)
    {
        var family = model.Object("family");
        var link = family.Find("_link") as PyObject ?? family.Object("link");
        if (link.Type.Module != "statsmodels.genmod.families.links") throw StatsmodelsErrors.UnknownLink(link.Type.ToString());
        return link.Type.Name switch
        {
            "Identity" or "identity" => Identity,
            "Log" or "log" => Math.Exp,
            "LogC" or "logc" => z => 1 - Math.Exp(z),
            "Logit" or "logit" => Logistic,
            "Probit" or "probit" => NormalDistribution.Cdf,
            "Cauchy" or "cauchy" => z => Math.Atan2(1, -z) / Math.PI,
            "CLogLog" or "cloglog" => z => 1 - Math.Exp(-Math.Exp(z)),
            "LogLog" or "loglog" => z => Math.Exp(-Math.Exp(-z)),
            "NegativeBinomial" or "nbinom" => NegativeBinomial(link.Number("alpha", 1)),
            "Power" or "InversePower" or "inverse_power" or "Sqrt" or "sqrt" or "InverseSquared" or "inverse_squared" => Power(link.Number("power")),
            _ => throw StatsmodelsErrors.UnknownLink(link.Type.Name),
        };
    }

    private static Func<double, double> NegativeBinomial(double alpha) => z => -1 / (alpha * (1 - Math.Exp(-z)));

    private static Func<double, double> Power(double power) => power == 1 ? Identity : z => Math.Pow(z, 1 / power);
}
