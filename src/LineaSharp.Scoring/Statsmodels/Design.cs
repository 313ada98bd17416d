using LineaSharp.Models;

namespace LineaSharp.Scoring.Statsmodels;

/// <summary>How a table becomes the columns that the parameters are multiplied with.</summary>
internal abstract class Design
{
    /// <summary>The columns that a table needs; null where only their number is known.</summary>
    public abstract IReadOnlyList<string>? Inputs { get; }

    /// <exception cref="ArgumentException">The table does not fit.</exception>
    public abstract double[][] Columns(Table table);
}

/// <summary>The design of a model without a formula: the table's columns as they are.</summary>
/// <remarks>
/// statsmodels goes by their order alone. Where the model knows their names and the table has them all, they are found by name, which is the same for a table in the right
/// order and right for any other; a table with none of the names is taken by order.
/// </remarks>
internal sealed class PlainDesign(int width, IReadOnlyList<string>? names, bool hasConstant) : Design
{
    public override IReadOnlyList<string>? Inputs => names;

    public override double[][] Columns(Table table)
    {
        if (names is not null && names.Any(n => table.Find(n) is not null))
        {
            var missing = names.Where(n => table.Find(n) is null).ToArray();
            if (missing.Length > 0) throw StatsmodelsErrors.LacksColumns(missing, table.Columns.Select(c => c.Name), hasConstant);
            return names.Select(n => table[n].ToDoubles()).ToArray();
        }
        if (table.Columns.Count != width) throw StatsmodelsErrors.OtherWidth(width, table.Columns.Count, names);
        return table.Columns.Select(c => c.ToDoubles()).ToArray();
    }
}
