using System.Globalization;
using System.Text.RegularExpressions;
using LineaSharp.Models;

namespace LineaSharp.Scoring.Statsmodels;

/// <summary>
/// The design of a formula, read from the names that patsy gave its columns: <c>Intercept</c>, <c>a</c>, <c>C(color)[T.red]</c>, <c>color[T.red]</c>, and products of these,
/// <c>a:color[T.red]</c>.
/// </summary>
/// <remarks>The levels of a factor come from the frame that the model was fitted on, so that a value that was not among them is refused and not taken for the reference.</remarks>
internal sealed partial class FormulaDesign : Design
{
    // Each column is the product of its terms.
    private readonly Term[][] _columns;

    private FormulaDesign(Term[][] columns) => _columns = columns;

    public override IReadOnlyList<string> Inputs => _columns.SelectMany(terms => terms).Select(t => t.Column).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();

    /// <exception cref="LineaException">NotSupported: a column of the formula is of another kind.</exception>
    public static FormulaDesign Of(string formula, IReadOnlyList<string> names, PandasFrame frame)
    {
        var factors = new Dictionary<string, HashSet<object>>(StringComparer.Ordinal);
        return new(names.Select(name => Terms().Split(name).Select(term => OneTerm(term, name, formula, frame, factors)).ToArray()).ToArray());
    }

    public override double[][] Columns(Table table)
    {
        var missing = Inputs.Where(n => table.Find(n) is null).ToArray();
        if (missing.Length > 0) throw StatsmodelsErrors.LacksColumns(missing, table.Columns.Select(c => c.Name), hasConstant: false);
        return _columns.Select(terms => terms.Select(term => term.Of(table)).Aggregate(Product)).ToArray();
    }

    private static Term OneTerm(string term, string name, string formula, PandasFrame frame, Dictionary<string, HashSet<object>> factors)
    {
        if (term == "Intercept") return new Term(null, null, []);
        var match = ColumnName().Match(term);
        if (!match.Success) throw Unknown("it is no plain column");
        var column = match.Groups["name"].Value;
        if (!match.Groups["level"].Success) return match.Groups["factor"].Success ? throw Unknown("it has no level") : new Term(column, null, []);
        if (!factors.TryGetValue(column, out var levels))
            factors.Add(column, levels = frame.FindLevels(column)?.ToHashSet() ?? throw Unknown($"the levels of '{column}' in the data are of a kind that is not known"));
        return Level(match.Groups["level"].Value, levels) is { } level ? new Term(column, level, levels) : throw Unknown("it has a level that the data has not");

        LineaException Unknown(string reason) => StatsmodelsErrors.UnknownTerm(name, formula, reason);
    }

    // "T.red" with a reference level left out, "red" without.
    private static object? Level(string text, HashSet<object> levels) =>
        text.StartsWith("T.", StringComparison.Ordinal) && levels.FirstOrDefault(l => IsNamed(l, text[2..])) is { } reduced ? reduced : levels.FirstOrDefault(l => IsNamed(l, text));

    private static bool IsNamed(object level, string text) => level switch
    {
        string name => name == text,
        bool flag => text == (flag ? "True" : "False"),
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number.Equals(level),
    };

    private static double[] Product(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).ToArray();

    // At colons that are in no brackets; a level may hold some.
    [GeneratedRegex(@":(?![^\[]*\])(?![^(]*\))", RegexOptions.CultureInvariant)]
    private static partial Regex Terms();

    // The reference of a treatment is the level that has no column: it needs no reading.
    [GeneratedRegex(@"^(?:(?<factor>C)\((?<name>[\p{L}_]\w*)(?:, Treatment(?:\([^()]*\))?)?\)|(?<name>[\p{L}_]\w*))(?:\[(?<level>.*)\])?$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex ColumnName();

    /// <summary>One column of the design: 1 (no column), a column's numbers, or where a column has a level.</summary>
    private sealed record Term(string? Column, object? Level, HashSet<object> Levels)
    {
        public double[] Of(Table table)
        {
            if (Column is null) return Enumerable.Repeat(1.0, table.RowCount).ToArray();
            if (Level is null) return table[Column].ToDoubles();
            var values = table[Column];
            // In Python True is 1.
            var numbers = Level is double ? values.ToDoubles() : null;
            var marks = new double[table.RowCount];
            for (var row = 0; row < marks.Length; row++) marks[row] = Mark(numbers is null ? values[row] : numbers[row]);
            return marks;
        }

        // A row with a missing value has no prediction, as patsy has it.
        private double Mark(object? value)
        {
            if (value is null or double.NaN) return double.NaN;
            return Levels.Contains(value) ? value.Equals(Level) ? 1 : 0 : throw StatsmodelsErrors.UnknownLevel(Column!, value, Levels.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l}")));
        }
    }
}
