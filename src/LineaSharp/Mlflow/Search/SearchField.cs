using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Search;

/// <summary>What an identifier of a search stands for in the database, and what may be asked of it: the one place where a search becomes SQL.</summary>
/// <param name="Name">The identifier in its first form, for messages and for telling that an order names it twice.</param>
/// <param name="Value">The value: a column of the searched table, or of <see cref="Rows"/>.</param>
/// <param name="Comparators">How it may be compared.</param>
internal sealed record SearchField(string Name, Sql Value, SearchComparator Comparators)
{
    /// <summary>For what stands in rows of a table of its own (tags, params, metrics): <c>table t WHERE …</c>, at most one value for an order. Null for a column.</summary>
    public Sql? Rows { get; init; }

    /// <summary>
    /// The same rows as a list of those they belong to: <c>{Key} IN (SELECT … FROM table t WHERE …)</c>. A filter that fits few is then answered from
    /// the rows' index, where asking for each row of the searched table goes through all of them. Null where only the latter is right.
    /// </summary>
    public (Sql Key, Sql Owners)? OwnersOfRows { get; init; }

    public bool IsNumber { get; init; }

    /// <summary>Whether a number is a double in the table. A whole number in a filter is then rounded to one, as all that is stored was.</summary>
    public bool IsReal { get; init; }

    /// <summary>Whether a number may be written in quotes and a text without: where MLflow is that lenient.</summary>
    public bool IsLenient { get; init; }

    /// <summary>What is ordered before the value: rows with a low group come first, whichever way the values go. Null when only the value counts.</summary>
    public Sql? Group { get; init; }

    /// <summary>Where the value comes from, in the words of the language: <c>status</c>, <c>metrics.loss</c>. The default is the name.</summary>
    public string Source { get => field ?? Name; init; }

    /// <summary>In the order of logged models: only metrics on this dataset count. Null for any.</summary>
    public LoggedModelDataset? OnDataset { get; init; }

    public static SearchField Text(string name, string column, SearchComparator more = 0) =>
        new(name, Sql.Raw(column), SearchComparator.ForTexts | more);

    public static SearchField Number(string name, string column) =>
        new(name, Sql.Raw(column), SearchComparator.ForNumbers) { IsNumber = true };

    /// <summary>The field, ordered with what has no value behind everything else. SQLite and PostgreSQL differ where nothing is said.</summary>
    public SearchField WithMissingLast()
    {
        var value = OrderValue();
        return this with { Group = $"CASE WHEN {value} IS NULL THEN 1 ELSE 0 END" };
    }

    public Sql Where(SearchClause clause)
    {
        CheckComparator(clause);
        if (Rows is null) return Compare(clause);
        return clause.Comparator switch
        {
            SearchComparator.IsNull => Sql.Of($"NOT EXISTS (SELECT 1 FROM {Rows})"),
            SearchComparator.IsNotNull => $"EXISTS (SELECT 1 FROM {Rows})",
            _ when OwnersOfRows is { } list => $"{list.Key} IN (SELECT {list.Owners} AND {Compare(clause)})",
            _ => $"EXISTS (SELECT 1 FROM {Rows} AND {Compare(clause)})",
        };
    }

    /// <summary>What a clause compares with, checked: a text, a number, the texts of a list, or null where nothing is compared.</summary>
    /// <exception cref="MlflowException">InvalidArgument: the field cannot be compared so, or not with that.</exception>
    public object? Operand(SearchClause clause)
    {
        CheckComparator(clause);
        if (SearchComparator.ForPresence.HasFlag(clause.Comparator)) return null;
        return clause.Value is SearchList list && SearchComparator.ForLists.HasFlag(clause.Comparator) ? list.Texts : Literal(clause);
    }

    public Sql OrderBy(bool ascending)
    {
        var direction = Sql.Raw(ascending ? "ASC" : "DESC");
        return Group is null ? Sql.Of($"{OrderValue()} {direction}") : $"{Group}, {OrderValue()} {direction}";
    }

    private Sql OrderValue() => Rows is null ? Value : Sql.Of($"(SELECT {Value} FROM {Rows})");

    private Sql Compare(SearchClause clause)
    {
        if (clause.Value is SearchList list && clause.Comparator is SearchComparator.In or SearchComparator.NotIn)
            return $"{Value} {Sql.Raw(clause.Comparator.Text())} ({Sql.List(list.Texts)})";

        var value = Literal(clause);
        return clause.Comparator switch
        {
            // LIKE minds case: PostgreSQL's does, and an MLflow connection to SQLite is told to.
            SearchComparator.Like => Sql.Of($"{Value} LIKE {value}{NoEscape(value)}"),
            SearchComparator.ILike => $"lower({Value}) LIKE lower({value}){NoEscape(value)}",
            _ => $"{Value} {Sql.Raw(clause.Comparator.Text())} {value}",
        };
    }

    // MLflow's patterns know no escapes. PostgreSQL takes the backslash for one unless it is told of another: here a character that the pattern does not hold.
    private static Sql NoEscape(object pattern)
    {
        if (pattern is not string text || !text.Contains('\\', StringComparison.Ordinal)) return Sql.Raw("");
        var unused = '\u0001';
        while (text.Contains(unused, StringComparison.Ordinal)) unused++;
        return $" ESCAPE {unused.ToString()}";
    }

    private void CheckComparator(SearchClause clause)
    {
        if (!Comparators.HasFlag(clause.Comparator))
            throw MlflowErrors.ComparatorNotAllowed(clause.ToString(), Name, clause.Comparator.Text(), Comparators.Names());
    }

    private object Literal(SearchClause clause) => clause.Value switch
    {
        SearchNumber number when IsReal => number.ToDouble(),
        SearchNumber number when IsNumber => number.ToNumber(),
        SearchText { Text: var text } when IsNumber && IsLenient && SearchLexer.IsNumber(text) => new SearchNumber(text).ToNumber(),
        { } other when IsNumber => throw MlflowErrors.SearchValueNotANumber(Name, other.ToString()),
        SearchText text => text.Text,
        SearchList => throw MlflowErrors.SearchValueIsAList(Name),
        SearchNumber number when IsLenient => number.Digits,
        SearchWord word when IsLenient => word.Text,
        var other => throw MlflowErrors.SearchValueNotQuoted(Name, $"{other}"),
    };
}
