namespace LineaSharp.Scoring;

/// <summary>Exponentials and logarithms that stay exact near zero (after Kahan).</summary>
/// <remarks>.NET's own <c>double.LogP1</c> and <c>ExpM1</c> are not: they compute <c>Log(1 + x)</c> and <c>Exp(x) - 1</c>.</remarks>
internal static class SmallNumbers
{
    public static double ExpMinus1(double x)
    {
        var u = Math.Exp(x);
        if (u == 1) return x;
        return u - 1 == -1 || double.IsInfinity(u) ? u - 1 : (u - 1) * (x / Math.Log(u));
    }

    public static double LogPlus1(double x)
    {
        var u = 1 + x;
        return u == 1 || double.IsPositiveInfinity(u) ? x : Math.Log(u) * (x / (u - 1));
    }
}
