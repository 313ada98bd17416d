namespace LineaSharp.Scoring.Prophet;

/// <summary>The intervals of forecast and trend, by simulating futures: the trend changes at random points as it did in the history, and noise is added.</summary>
/// <remarks>
/// As Prophet's vectorised simulation has it: on each step of the future the trend changes with a probability of the changepoints' density times the step, by a
/// Laplace-distributed amount whose mean size is that of the fitted changes. All futures advance together, so that a step needs one array of their values.
/// </remarks>
internal sealed class Simulation(FittedProphet model, ForecastInput input, Forecast forecast, RandomStream random, int samples)
{
    private readonly int _samplesPerDraw = Math.Max(1, (int)Math.Ceiling(samples / (double)model.Draws.Length));

    public (Bounds Yhat, Bounds Trend) Run(CancellationToken cancellationToken)
    {
        var rows = input.Dates.Length;
        var (yhatBounds, trendBounds) = (new Bounds(new double[rows], new double[rows]), new Bounds(new double[rows], new double[rows]));
        var expected = Array.ConvertAll(model.Draws, draw => Trend.Of(model, draw, input));
        var futures = TrendFutures.Of(model, input, random, _samplesPerDraw);
        var (yhats, trends) = (new double[_samplesPerDraw * model.Draws.Length], new double[_samplesPerDraw * model.Draws.Length]);
        var quantiles = new Quantiles(model.IntervalWidth);
        for (var row = 0; row < rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var deviations = input.Times[row] > 1 ? futures?.Advance(row) : null;
            for (var draw = 0; draw < model.Draws.Length; draw++)
            {
                var (factor, added) = (1 + forecast.MultiplicativeByDraw[draw][row], forecast.AdditiveByDraw[draw][row]);
                var (trend, noise) = (expected[draw][row], model.Draws[draw].Noise);
                for (var i = draw * _samplesPerDraw; i < (draw + 1) * _samplesPerDraw; i++)
                {
                    trends[i] = (trend + (deviations?[i] ?? 0)) * model.YScale + input.Floors[row];
                    yhats[i] = trends[i] * factor + added + random.Normal() * noise * model.YScale;
                }
            }
            (yhatBounds.Lower[row], yhatBounds.Upper[row]) = quantiles.Of(yhats);
            (trendBounds.Lower[row], trendBounds.Upper[row]) = quantiles.Of(trends);
        }
        return (yhatBounds, trendBounds);
    }
}
