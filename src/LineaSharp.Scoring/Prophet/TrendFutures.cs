namespace LineaSharp.Scoring.Prophet;

/// <summary>Many random futures of the trend, which advance together row by row.</summary>
internal abstract class TrendFutures
{
    private readonly RandomStream _random;
    private readonly double _likelihood;
    private readonly double[] _meanChanges;
    private readonly double[] _previousChanges;

    protected TrendFutures(FittedProphet model, double step, RandomStream random, int perDraw)
    {
        (Step, PerDraw, _random) = (step, perDraw, random);
        _likelihood = model.Changepoints.Length * step;
        _meanChanges = Array.ConvertAll(model.Draws, draw => draw.RateChanges.Average(Math.Abs) + 1e-8);
        _previousChanges = new double[perDraw * model.Draws.Length];
        Deviations = new double[_previousChanges.Length];
    }

    /// <summary>How far each future's trend is from the expected one at the row last advanced to.</summary>
    protected double[] Deviations { get; }

    protected double Step { get; }
    protected int PerDraw { get; }

    /// <summary>The futures of a model; null for one whose trend cannot change.</summary>
    public static TrendFutures? Of(FittedProphet model, ForecastInput input, RandomStream random, int perDraw)
    {
        var first = Array.FindIndex(input.Times, t => t > 1);
        if (first < 0 || model.Growth == Growth.Flat) return null;
        // A single future row has no distance to another; the history's rows have.
        var step = first < input.Times.Length - 1 ? (input.Times[^1] - input.Times[first]) / (input.Times.Length - 1 - first) : model.HistoryStep;
        return model.Growth == Growth.Linear ? new LinearFutures(model, step, random, perDraw) : new LogisticFutures(model, input, step, random, perDraw);
    }

    /// <summary>Goes on to the next row and gives the deviations there.</summary>
    public double[] Advance(int row)
    {
        for (var i = 0; i < Deviations.Length; i++)
        {
            var change = _random.Uniform() < _likelihood ? _random.Laplace(_meanChanges[i / PerDraw]) : 0;
            // A change lies somewhere between two rows: half of it counts on each.
            Change(i, row, (_previousChanges[i] + change) / 2);
            _previousChanges[i] = change;
        }
        Complete();
        return Deviations;
    }

    /// <summary>Moves one future to the row, its rate changing by the amount.</summary>
    protected abstract void Change(int future, int row, double change);

    /// <summary>All futures have moved.</summary>
    protected virtual void Complete() { }
}

/// <summary>Futures of a linear trend: slopes add up, and so do they to values.</summary>
internal sealed class LinearFutures(FittedProphet model, double step, RandomStream random, int perDraw) : TrendFutures(model, step, random, perDraw)
{
    private readonly double[] _slopes = new double[perDraw * model.Draws.Length];

    protected override void Change(int future, int row, double change)
    {
        _slopes[future] += change;
        Deviations[future] += _slopes[future] * Step;
    }
}

/// <summary>Futures of a logistic trend, which carry on from the history's changes of the rate.</summary>
internal sealed class LogisticFutures : TrendFutures
{
    private readonly ForecastInput _input;
    private readonly State[] _states;

    public LogisticFutures(FittedProphet model, ForecastInput input, double step, RandomStream random, int perDraw) : base(model, step, random, perDraw)
    {
        _input = input;
        _states = new State[Deviations.Length];
        for (var draw = 0; draw < model.Draws.Length; draw++) Array.Fill(_states, AfterHistory(model.Draws[draw], model.Changepoints), draw * perDraw, perDraw);
    }

    protected override void Change(int future, int row, double change)
    {
        ref var state = ref _states[future];
        state.Change(_input.Times[row], change);
        Deviations[future] = _input.ScaledCaps[row] / (1 + Math.Exp(-state.Rate * (_input.Times[row] - state.Offset)));
    }

    // Only the width is wanted, around 0: the expected trend has been computed already.
    protected override void Complete()
    {
        for (var first = 0; first < Deviations.Length; first += PerDraw)
        {
            var futures = Deviations.AsSpan(first, PerDraw);
            var sum = 0.0;
            foreach (var value in futures) sum += value;
            var mean = sum / futures.Length;
            foreach (ref var value in futures) value -= mean;
        }
    }

    // Prophet lays the changepoints on a grid of the future's steps: each on the first point behind it, the last one of several on one point.
    private State AfterHistory(Draw draw, double[] changepoints)
    {
        var state = new State(draw.Rate, draw.Offset);
        for (var i = 0; i < changepoints.Length; i++)
        {
            var point = GridPoint(changepoints[i]);
            if (i + 1 == changepoints.Length || GridPoint(changepoints[i + 1]) != point) state.Change(point * Step, draw.RateChanges[i]);
        }
        return state;
    }

    private double GridPoint(double changepoint)
    {
        var point = Math.Floor(changepoint / Step);
        return point * Step > changepoint ? point : point + 1;
    }

    private struct State(double rate, double offset)
    {
        public double Rate { get; private set; } = rate;
        public double Offset { get; private set; } = offset;

        // The offset changes with the rate, so that the pieces meet.
        public void Change(double time, double change)
        {
            if (change == 0) return;
            var next = Rate + change;
            Offset += (time - Offset) * (1 - Rate / next);
            Rate = next;
        }
    }
}
