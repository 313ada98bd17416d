namespace LineaSharp.Scoring.Prophet;

/// <summary>The trend that one draw of the parameters expects, in units of the scale of y and above the floor.</summary>
internal static class Trend
{
    public static double[] Of(FittedProphet model, Draw draw, ForecastInput input) => model.Growth switch
    {
        Growth.Linear => Linear(input.Times, draw, model.Changepoints),
        Growth.Logistic => Logistic(input.Times, input.ScaledCaps, draw, model.Changepoints),
        _ => Enumerable.Repeat(draw.Offset, input.Times.Length).ToArray(),
    };

    /// <summary>The parameters' mean over the draws, which the forecast's own trend is of.</summary>
    public static Draw Mean(Draw[] draws) => draws is [var only] ? only : new Draw(
        draws.Average(d => d.Rate), draws.Average(d => d.Offset), Enumerable.Range(0, draws[0].RateChanges.Length).Select(i => draws.Average(d => d.RateChanges[i])).ToArray(),
        double.NaN, []);

    // The offset changes with the rate, so that the pieces meet.
    private static double[] Linear(double[] times, Draw draw, double[] changepoints)
    {
        var (rate, offset) = (draw.Rate, draw.Offset);
        return Piecewise(times, changepoints, passed =>
        {
            rate += draw.RateChanges[passed];
            offset -= changepoints[passed] * draw.RateChanges[passed];
        }, row => rate * times[row] + offset);
    }

    private static double[] Logistic(double[] times, double[] caps, Draw draw, double[] changepoints)
    {
        var (rate, offset) = (draw.Rate, draw.Offset);
        return Piecewise(times, changepoints, passed =>
        {
            var next = rate + draw.RateChanges[passed];
            offset += (changepoints[passed] - offset) * (1 - rate / next);
            rate = next;
        }, row => caps[row] / (1 + Math.Exp(-rate * (times[row] - offset))));
    }

    // Both rise: times and changepoints.
    private static double[] Piecewise(double[] times, double[] changepoints, Action<int> pass, Func<int, double> at)
    {
        var trend = new double[times.Length];
        var passed = 0;
        for (var row = 0; row < times.Length; row++)
        {
            while (passed < changepoints.Length && changepoints[passed] <= times[row]) pass(passed++);
            trend[row] = at(row);
        }
        return trend;
    }
}
