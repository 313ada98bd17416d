namespace LineaSharp.Scoring.Prophet;

/// <summary>The features of some rows: what the weights are multiplied with. One array a feature, in the order of the weights.</summary>
internal sealed class Features
{
    private readonly double[][] _values;

    public Features(int features, int rows)
    {
        _values = new double[features][];
        for (var i = 0; i < features; i++) _values[i] = new double[rows];
    }

    public void Fill(FittedProphet model, ForecastInput input, int first, int rows, Dictionary<int, List<int>>? country)
    {
        var next = 0;
        for (var i = 0; i < model.Seasonalities.Length; i++) next = Fourier(model.Seasonalities[i], input, input.Conditions[i], first, rows, next);
        Mark(model.Holidays, input.Dates.AsSpan(first, rows), country, next);
        next += model.Holidays.Names.Count;
        foreach (var regressor in input.Regressors) regressor.AsSpan(first, rows).CopyTo(_values[next++]);
    }

    /// <summary>The weighted sum of a component's features.</summary>
    public void Sum(Component component, double[] weights, double scale, Span<double> sums)
    {
        sums.Clear();
        foreach (var feature in component.Features)
        {
            var weight = weights[feature];
            var values = _values[feature].AsSpan(0, sums.Length);
            for (var row = 0; row < sums.Length; row++) sums[row] += values[row] * weight;
        }
        for (var row = 0; row < sums.Length; row++) sums[row] *= scale;
    }

    private int Fourier(Seasonality seasonality, ForecastInput input, bool[]? condition, int first, int rows, int next)
    {
        for (var term = 1; term <= seasonality.Order; term++)
        {
            var (sines, cosines) = (_values[next++], _values[next++]);
            var frequency = term / seasonality.Period;
            for (var row = 0; row < rows; row++)
            {
                var days = (input.Dates[first + row] - DateTime.UnixEpoch).TotalSeconds / 86400;
                (sines[row], cosines[row]) = condition is null || condition[first + row] ? Math.SinCos(frequency * (Math.Tau * days)) : (0, 0);
            }
        }
        return next;
    }

    private void Mark(HolidayFeatures holidays, ReadOnlySpan<DateTime> dates, Dictionary<int, List<int>>? country, int first)
    {
        for (var i = 0; i < holidays.Names.Count; i++) Array.Clear(_values[first + i]);
        if (holidays.Names.Count == 0) return;
        for (var row = 0; row < dates.Length; row++)
            foreach (var feature in holidays.On(DateOnly.FromDateTime(dates[row]).DayNumber, country)) _values[first + feature][row] = 1;
    }
}
