using System.Globalization;
using System.Text;

namespace LineaSharp.Bench;

/// <summary>The figures of one benchmark, printed as a Markdown table with the verdicts below it.</summary>
internal sealed class Table(string name)
{
    private static readonly string[] Head = ["what", "median", "min", "max", "unit", "runs", "beside it in this run"];
    private readonly List<string[]> _rows = [];
    private readonly List<string> _notes = [];

    public void Add(string what, Series series, Unit unit, string comparison = "") =>
        _rows.Add([what, Number(series.Median, unit), Number(series.Min, unit), Number(series.Max, unit), unit.Name, Text($"{series.Count}"), comparison]);

    public void Note(string note) => _notes.Add(note);

    /// <summary>Says whether a target is reached.</summary>
    public void Verdict(string target, bool isReached, string found) => Note($"{(isReached ? "reached" : "MISSED")}: {target}; found {found}");

    public override string ToString()
    {
        var widths = Enumerable.Range(0, Head.Length).Select(i => _rows.Append(Head).Max(r => r[i].Length)).ToArray();
        var text = new StringBuilder($"## {name}\n\n");
        Append(text, Head, widths);
        Append(text, widths.Select(w => new string('-', w)), widths);
        foreach (var row in _rows) Append(text, row, widths);
        if (_notes.Count > 0) text.Append('\n');
        foreach (var note in _notes) text.Append("* ").Append(note).Append('\n');
        return text.ToString();
    }

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, IEnumerable<string> cells, int[] widths) =>
        text.Append("| ").AppendJoin(" | ", cells.Select((cell, i) => cell.PadRight(widths[i]))).Append(" |\n");

    private static string Number(TimeSpan time, Unit unit)
    {
        var value = time.TotalSeconds * unit.PerSecond;
        return value.ToString(value < 100 ? "0.00" : "0", CultureInfo.InvariantCulture);
    }
}
