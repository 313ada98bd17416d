using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace LineaSharp.Internal.Sql;

/// <summary>
/// A statement written as an interpolated string whose holes become parameters, so that no value is ever pasted into SQL:
/// <c>await connection.ExecuteAsync($"DELETE FROM runs WHERE run_uuid = {id}", ct)</c>. A hole that holds a <see cref="Sql"/>
/// (see <see cref="Raw"/>) is spliced in with its own parameters.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Sql
{
    private readonly StringBuilder _text;
    private readonly List<object?> _values = [];

    public Sql(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + 6 * formattedCount);

    private Sql(string text) => _text = new StringBuilder(text);

    /// <summary>A fixed piece of SQL, written by us: never text that came from outside.</summary>
    public static Sql Raw(string text) => new(text);

    /// <summary>A statement on its own, to be spliced into others.</summary>
    public static Sql Of(Sql sql) => sql;

    public static Sql Join(string separator, IEnumerable<Sql> parts)
    {
        var joined = Raw("");
        var first = true;
        foreach (var part in parts)
        {
            if (!first) joined._text.Append(separator);
            joined.Splice(part);
            first = false;
        }
        return joined;
    }

    /// <summary>The values as a list of parameters, for <c>IN ({…})</c>. Of no values it is a list that nothing is in; PostgreSQL has no empty one.</summary>
    public static Sql List<T>(IEnumerable<T> values)
    {
        var parameters = values.Select(v => Of($"{v}")).ToList();
        return parameters.Count > 0 ? Join(", ", parameters) : Raw("NULL");
    }

    public void AppendLiteral(string literal) => _text.Append(literal);

    public void AppendFormatted(Sql sql) => Splice(sql);

    public void AppendFormatted<T>(T value)
    {
        _text.Append("@p").Append(_values.Count.ToString(CultureInfo.InvariantCulture));
        _values.Add(value);
    }

    public DbCommand ToCommand(DbConnection connection, DbTransaction? transaction)
    {
        var command = connection.CreateCommand();
        command.CommandText = _text.ToString();
        // SQLite's connection gives its commands the open transaction by itself; so does PostgreSQL's.
        if (transaction is not null) command.Transaction = transaction;
        for (var i = 0; i < _values.Count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@p" + i.ToString(CultureInfo.InvariantCulture);
            parameter.Value = _values[i] ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    public override string ToString() => _text.ToString();

    // The spliced piece numbers its parameters from 0; here they go on from ours.
    private void Splice(Sql part)
    {
        var text = part._text.ToString();
        for (var at = 0; at < text.Length;)
        {
            var next = text.IndexOf("@p", at, StringComparison.Ordinal);
            if (next < 0)
            {
                _text.Append(text, at, text.Length - at);
                break;
            }
            var end = next + 2;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            var index = int.Parse(text.AsSpan(next + 2, end - next - 2), CultureInfo.InvariantCulture);
            _text.Append(text, at, next - at).Append("@p").Append((index + _values.Count).ToString(CultureInfo.InvariantCulture));
            at = end;
        }
        _values.AddRange(part._values);
    }
}
