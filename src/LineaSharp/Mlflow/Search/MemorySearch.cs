namespace LineaSharp.Mlflow.Search;

/// <summary>
/// A search carried out over things in memory, where there is no database: the same words and the same errors (<see cref="SearchVocabulary"/>),
/// compared as MLflow's file store compares.
/// </summary>
/// <remarks>
/// A condition on what is missing never holds, except IS NULL. NaN differs from every number and is neither less nor greater.
/// In an order NaN comes after the numbers and what is missing after NaN, whichever way the values go.
/// </remarks>
/// <typeparam name="T">What is searched.</typeparam>
internal sealed class MemorySearch<T>
{
    private readonly Func<T, SearchField, IEnumerable<object?>> _values;
    private readonly List<Condition> _conditions;
    private readonly IReadOnlyList<(SearchField Field, bool Ascending)> _order;
    private readonly int _maxResults;
    private readonly long _offset;
    private readonly Func<long, string> _tokenAt;

    private MemorySearch(
        Func<T, SearchField, IEnumerable<object?>> values, List<Condition> conditions, IReadOnlyList<(SearchField Field, bool Ascending)> order,
        int maxResults, long offset, Func<long, string> tokenAt)
    {
        _values = values;
        _conditions = conditions;
        _order = order;
        _maxResults = maxResults;
        _offset = offset;
        _tokenAt = tokenAt;
    }

    /// <summary>Prepares a search; nothing has been looked at yet.</summary>
    /// <param name="vocabulary">What may be asked.</param>
    /// <param name="search">What is asked.</param>
    /// <param name="values">
    /// The values that a thing has in a field, as <see cref="string"/>, <see cref="long"/> or <see cref="double"/>; null or none where it has none. A condition holds
    /// when it does for one of them; an order goes by the first.
    /// </param>
    /// <exception cref="MlflowException">InvalidArgument: the filter, the order or the page token cannot be read.</exception>
    public static MemorySearch<T> Of(SearchVocabulary vocabulary, SearchRequest search, Func<T, SearchField, IEnumerable<object?>> values)
    {
        var conditions = Conditions(vocabulary, search.Filter, out var hidesPrompts);
        if (hidesPrompts) conditions.AddRange(Conditions(vocabulary, SearchVocabulary.OnlyPrompts, out _).Select(c => c with { Holds = false }));
        return new(values, conditions, vocabulary.Order(search.OrderBy), search.MaxResults, PageToken.Read(search.PageToken), PageToken.Write);
    }

    /// <summary>Prepares a search for logged models.</summary>
    /// <exception cref="MlflowException">InvalidArgument: the filter, the order or the page token cannot be read, or the token belongs to another search.</exception>
    public static MemorySearch<T> Of(LoggedModelSearch search, Func<T, SearchField, IEnumerable<object?>> values)
    {
        SearchVocabulary.CheckDatasets(search);
        var conditions = Conditions(SearchVocabulary.LoggedModels(search.Datasets), search.Filter, out _);
        return new(
            values, conditions, SearchVocabulary.LoggedModelsOrder(search), search.MaxResults, LoggedModelPageToken.Read(search),
            offset => LoggedModelPageToken.Write(search, offset));
    }

    /// <summary>The page that is asked for, of all things that there are.</summary>
    public Page<T> PageOf(IEnumerable<T> things)
    {
        var found = things.Where(t => _conditions.TrueForAll(c => c.IsMetBy(_values(t, c.Field)))).Select(t => (Thing: t, Keys: KeysOf(t))).ToList();
        var sorted = found.OrderBy(f => f.Keys, Comparer<object?[]>.Create(Compare)).Select(f => f.Thing);
        var page = sorted.Skip((int)Math.Min(_offset, int.MaxValue)).Take(_maxResults).ToList();
        return _offset + page.Count < found.Count ? new Page<T>(page, _tokenAt(_offset + _maxResults)) : new Page<T>(page);
    }

    private static List<Condition> Conditions(SearchVocabulary vocabulary, string? filter, out bool hidesPrompts) =>
        [.. vocabulary.Conditions(filter, out hidesPrompts).Select(c => new Condition(c.Field, c.Clause.Comparator, c.Field.Operand(c.Clause)))];

    private object?[] KeysOf(T thing) => [.. _order.Select(o => _values(thing, o.Field).FirstOrDefault())];

    private int Compare(object?[]? left, object?[]? right)
    {
        for (var i = 0; i < _order.Count; i++)
        {
            var (a, b) = (left![i], right![i]);
            var order = Rank(a).CompareTo(Rank(b));
            if (order == 0 && Rank(a) == 0) order = _order[i].Ascending ? ValueComparison.Compare(a!, b!) : ValueComparison.Compare(b!, a!);
            if (order != 0) return order;
        }
        return 0;
    }

    private static int Rank(object? value) => value switch { null => 2, double.NaN => 1, _ => 0 };

    private sealed record Condition(SearchField Field, SearchComparator Comparator, object? Operand)
    {
        /// <summary>Whether it must hold, or must not.</summary>
        public bool Holds { get; init; } = true;

        public bool IsMetBy(IEnumerable<object?> values)
        {
            var present = values.Where(v => v is not null);
            return Holds == Comparator switch
            {
                SearchComparator.IsNull => !present.Any(),
                SearchComparator.IsNotNull => present.Any(),
                _ => present.Any(v => ValueComparison.IsTrue(v!, Comparator, Operand!)),
            };
        }
    }
}
