using LineaSharp.Models;

namespace LineaSharp.Scoring.Prophet;

/// <summary>The bounds of an interval, one pair a row.</summary>
internal sealed record Bounds(double[] Lower, double[] Upper);

/// <summary>All that a forecast has without chance: the trend and every component.</summary>
internal sealed class Forecast
{
    // Rows whose features fit the cache together.
    private const int Block = 1024;

    private readonly FittedProphet _model;
    private readonly ForecastInput _input;
    private readonly double[] _trend;
    private readonly double[][] _components;
    private readonly Bounds[] _componentBounds;

    public Forecast(FittedProphet model, ForecastInput input, Dictionary<int, List<int>>? country, bool withBounds)
    {
        (_model, _input) = (model, input);
        var rows = input.Dates.Length;
        _trend = Trend.Of(model, Trend.Mean(model.Draws), input);
        for (var row = 0; row < rows; row++) _trend[row] = _trend[row] * model.YScale + input.Floors[row];
        _components = NewRows(model.Components.Length, rows);
        // With one draw the bounds are the values themselves.
        _componentBounds = !withBounds ? [] : model.Draws.Length == 1
            ? Array.ConvertAll(_components, values => new Bounds(values, values))
            : Array.ConvertAll(_components, _ => new Bounds(new double[rows], new double[rows]));
        AdditiveByDraw = model.Draws.Length == 1 ? [_components[Array.IndexOf(model.Components, model.Additive)]] : NewRows(model.Draws.Length, rows);
        MultiplicativeByDraw = model.Draws.Length == 1 ? [_components[Array.IndexOf(model.Components, model.Multiplicative)]] : NewRows(model.Draws.Length, rows);

        if (rows <= Block) Fill(new Features(model.FeatureCount, rows), 0, rows, country);
        else Parallel.For(0, (rows + Block - 1) / Block, () => new Features(model.FeatureCount, Block), (block, _, features) =>
        {
            Fill(features, block * Block, Math.Min(Block, rows - block * Block), country);
            return features;
        }, _ => { });
    }

    /// <summary>What is added to the trend, by draw and row.</summary>
    public double[][] AdditiveByDraw { get; }

    /// <summary>What the trend is multiplied with, less 1, by draw and row.</summary>
    public double[][] MultiplicativeByDraw { get; }

    /// <summary>The forecast as Prophet's table, in its order of columns.</summary>
    /// <param name="yhat">The simulated interval of the forecast; null for a table without bounds.</param>
    /// <param name="trend">That of the trend.</param>
    public Table ToTable(Bounds? yhat, Bounds? trend)
    {
        var columns = new List<TableColumn> { new("ds", _input.Dates), new("trend", _trend) };
        if (_input.Caps is not null) columns.Add(new("cap", _input.Caps));
        if (_model.HasFloorColumn) columns.Add(new("floor", _input.Floors));
        if (yhat is not null) Add(columns, "yhat", yhat);
        if (trend is not null) Add(columns, "trend", trend);
        for (var i = 0; i < _components.Length; i++)
        {
            columns.Add(new(_model.Components[i].Name, _components[i]));
            if (_componentBounds.Length > 0) Add(columns, _model.Components[i].Name, _componentBounds[i]);
        }
        columns.Add(new("yhat", Yhat()));
        return new Table(columns);
    }

    private static void Add(List<TableColumn> columns, string name, Bounds bounds)
    {
        columns.Add(new($"{name}_lower", bounds.Lower));
        columns.Add(new($"{name}_upper", bounds.Upper));
    }

    private double[] Yhat()
    {
        var (multiplicative, additive) = (_components[Array.IndexOf(_model.Components, _model.Multiplicative)], _components[Array.IndexOf(_model.Components, _model.Additive)]);
        var yhat = new double[_trend.Length];
        for (var row = 0; row < yhat.Length; row++) yhat[row] = _trend[row] * (1 + multiplicative[row]) + additive[row];
        return yhat;
    }

    private void Fill(Features features, int first, int rows, Dictionary<int, List<int>>? country)
    {
        features.Fill(_model, _input, first, rows, country);
        if (_model.Draws is [var only])
        {
            for (var i = 0; i < _components.Length; i++) features.Sum(_model.Components[i], only.Weights, Scale(_model.Components[i]), _components[i].AsSpan(first, rows));
            return;
        }
        for (var draw = 0; draw < _model.Draws.Length; draw++)
        {
            features.Sum(_model.Additive, _model.Draws[draw].Weights, _model.YScale, AdditiveByDraw[draw].AsSpan(first, rows));
            features.Sum(_model.Multiplicative, _model.Draws[draw].Weights, 1, MultiplicativeByDraw[draw].AsSpan(first, rows));
        }
        var byDraw = NewRows(_model.Draws.Length, rows);
        for (var i = 0; i < _components.Length; i++)
        {
            for (var draw = 0; draw < byDraw.Length; draw++) features.Sum(_model.Components[i], _model.Draws[draw].Weights, Scale(_model.Components[i]), byDraw[draw]);
            OverDraws(i, byDraw, first, rows);
        }
    }

    // The mean over the draws, and their quantiles.
    private void OverDraws(int component, double[][] byDraw, int first, int rows)
    {
        var quantiles = new Quantiles(_model.IntervalWidth);
        var values = new double[byDraw.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var draw = 0; draw < values.Length; draw++) values[draw] = byDraw[draw][row];
            _components[component][first + row] = values.Average();
            if (_componentBounds.Length > 0) (_componentBounds[component].Lower[first + row], _componentBounds[component].Upper[first + row]) = quantiles.Of(values);
        }
    }

    private double Scale(Component component) => component.IsAdditive ? _model.YScale : 1;

    private static double[][] NewRows(int count, int rows) => Array.ConvertAll(new double[count][], _ => new double[rows]);
}
