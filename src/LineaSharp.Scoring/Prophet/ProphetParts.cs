namespace LineaSharp.Scoring.Prophet;

/// <summary>How the trend grows.</summary>
internal enum Growth { Linear, Logistic, Flat }

/// <summary>A seasonality: a Fourier series, which a column may switch on and off.</summary>
/// <param name="Name">Its component's name.</param>
/// <param name="Period">In days.</param>
/// <param name="Order">The number of pairs of sine and cosine.</param>
/// <param name="Condition">The column that switches it; null where it is always on.</param>
internal sealed record Seasonality(string Name, double Period, int Order, string? Condition);

/// <summary>A column of the input that counts in, less <paramref name="Mean"/>, divided by <paramref name="Deviation"/>.</summary>
internal sealed record Regressor(string Name, double Mean, double Deviation);

/// <summary>A column of the forecast: the sum over some of the features.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Features">Which features are summed.</param>
/// <param name="IsAdditive">Whether it is in the unit of y; else it is a share of the trend.</param>
internal sealed record Component(string Name, int[] Features, bool IsAdditive);

/// <summary>One set of fitted parameters: the only one of an optimised model, or one draw of a sampled one.</summary>
internal sealed record Draw(double Rate, double Offset, double[] RateChanges, double Noise, double[] Weights);

/// <summary>What model.pr holds, as far as a forecast needs it.</summary>
internal sealed record FittedProphet
{
    public required Growth Growth { get; init; }
    public required double YScale { get; init; }

    /// <summary>The floor of every row, where no column tells it.</summary>
    public required double Floor { get; init; }

    public required bool HasFloorColumn { get; init; }
    public required DateTime Start { get; init; }
    public required double TimeScaleInSeconds { get; init; }

    /// <summary>In units of the time scale from the start, rising.</summary>
    public required double[] Changepoints { get; init; }

    public required Draw[] Draws { get; init; }
    public required Seasonality[] Seasonalities { get; init; }
    public required HolidayFeatures Holidays { get; init; }
    public required Regressor[] Regressors { get; init; }
    public required Component[] Components { get; init; }
    public required Component Additive { get; init; }
    public required Component Multiplicative { get; init; }
    public required string? Country { get; init; }
    public required double IntervalWidth { get; init; }
    public required int UncertaintySamples { get; init; }
    public required DateTime[] History { get; init; }

    /// <summary>The mean distance of the history's rows, in units of the time scale.</summary>
    public required double HistoryStep { get; init; }

    public int FeatureCount => Draws[0].Weights.Length;
}
