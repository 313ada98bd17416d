using System.Globalization;
using LineaSharp.Models;

namespace LineaSharp.Scoring.Prophet;

/// <summary>The rows to forecast, in the order of their dates and in the model's units.</summary>
internal sealed class ForecastInput
{
    private readonly int[]? _order;

    /// <exception cref="ArgumentException">A column is missing or holds what Prophet refuses.</exception>
    public ForecastInput(FittedProphet model, Table table)
    {
        if (table.RowCount == 0) throw new ArgumentException("The table has no rows; give one for each date to forecast.");
        var dates = ProphetDates.Of(Required(table, "ds", "the dates to forecast"));
        if (dates.Zip(dates.Skip(1)).Any(pair => pair.First > pair.Second)) _order = [.. Enumerable.Range(0, dates.Length).OrderBy(row => dates[row])];
        Dates = Sorted(dates);
        Times = Array.ConvertAll(Dates, date => (date - model.Start).Ticks * 100.0 / (model.TimeScaleInSeconds * 1e9));

        Floors = model.HasFloorColumn ? Numbers(table, "floor", "the model's growth has a floor") : Enumerable.Repeat(model.Floor, Dates.Length).ToArray();
        // Prophet hands a cap through, also where the growth has none.
        Caps = model.Growth == Growth.Logistic ? Numbers(table, "cap", "the model's growth is logistic") : table.Find("cap") is null ? null : Numbers(table, "cap", "");
        if (model.Growth == Growth.Logistic) CheckCaps();
        ScaledCaps = model.Growth == Growth.Logistic ? Caps!.Zip(Floors, (cap, floor) => (cap - floor) / model.YScale).ToArray() : [];
        Regressors = Array.ConvertAll(model.Regressors, regressor => Standardised(table, regressor));
        Conditions = Array.ConvertAll(model.Seasonalities, seasonality => seasonality.Condition is null ? null : Flags(table, seasonality.Condition));
    }

    public DateTime[] Dates { get; }

    /// <summary>0 at the start of the history, 1 at its end.</summary>
    public double[] Times { get; }

    public double[] Floors { get; }
    public double[]? Caps { get; }
    public double[] ScaledCaps { get; }
    public double[][] Regressors { get; }

    /// <summary>Where each seasonality is on; null where it always is.</summary>
    public bool[]?[] Conditions { get; }

    private double[] Standardised(Table table, Regressor regressor)
    {
        var values = Numbers(table, regressor.Name, "it is one of the model's regressors");
        var missing = Array.FindIndex(values, double.IsNaN);
        if (missing >= 0) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The regressor '{regressor.Name}' has no value on {Dates[missing]:yyyy-MM-dd}; Prophet takes none that is missing."));
        return Array.ConvertAll(values, value => (value - regressor.Mean) / regressor.Deviation);
    }

    private bool[] Flags(Table table, string name)
    {
        var column = Required(table, name, "it is the condition of a seasonality");
        if (column.Values is bool[] flags) return Sorted(flags);
        if (column.Values is bool?[] some) return Sorted(Array.ConvertAll(some, flag => flag ?? throw NoFlag(name)));
        return Sorted(Array.ConvertAll(column.ToDoubles(), number => number switch { 0 => false, 1 => true, _ => throw NoFlag(name) }));
    }

    private static ArgumentException NoFlag(string name) => new($"The column '{name}' is the condition of a seasonality and may hold only true and false.");

    private void CheckCaps()
    {
        for (var row = 0; row < Caps!.Length; row++)
            if (Caps[row] <= Floors[row]) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The cap {Caps[row]} on {Dates[row]:yyyy-MM-dd} is not above the floor {Floors[row]} (0 where none is given)."));
    }

    private double[] Numbers(Table table, string name, string why) => Sorted(Required(table, name, why).ToDoubles());

    private static TableColumn Required(Table table, string name, string why) => table.Find(name)
        ?? throw new ArgumentException($"The table has no column '{name}': {why}. It has: {string.Join(", ", table.Columns.Take(50).Select(c => c.Name))}.");

    private T[] Sorted<T>(T[] values) => _order is null ? values : Array.ConvertAll(_order, row => values[row]);
}
