using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Search;

/// <summary>
/// What a search for one kind of thing can speak of. The SQL it leads to is about the kind's table under its own name
/// (<c>SELECT … FROM runs WHERE …</c>, no alias).
/// </summary>
internal sealed partial record SearchVocabulary
{
    /// <summary>What is searched, in the plural, for messages.</summary>
    public required string What { get; init; }

    /// <summary>The attributes that a filter may name.</summary>
    public required IReadOnlyDictionary<string, SearchField> Attributes { get; init; }

    /// <summary>The attributes that an order may name.</summary>
    public required IReadOnlyDictionary<string, SearchField> Orders { get; init; }

    /// <summary>What stands before a dot, and the field that a key behind it means; an unknown key is null.</summary>
    public required IReadOnlyDictionary<string, Func<string, SearchField?>> Prefixes { get; init; }

    /// <summary>What stands before a dot in an order. The default is nothing.</summary>
    public IReadOnlyDictionary<string, Func<string, SearchField?>> OrderPrefixes { get; init; } = new Dictionary<string, Func<string, SearchField?>>();

    /// <summary>What may stand before an attribute.</summary>
    public IReadOnlyList<string> AttributePrefixes { get; init; } = ["attribute"];

    /// <summary>What may stand before an attribute in an order. The default is what may in a filter.</summary>
    public IReadOnlyList<string>? OrderAttributePrefixes { get; init; }

    /// <summary>Whether an order may name the same twice, where the second time says nothing; else it is refused.</summary>
    public bool MayRepeatOrder { get; init; }

    /// <summary>
    /// In the registry: whether a row is a prompt, which MLflow stores beside models with a tag that says so. They are left out unless a filter
    /// asks for them by that tag. Null elsewhere.
    /// </summary>
    public Sql? IsPrompt { get; init; }

    /// <summary>The order when none is asked for.</summary>
    public IReadOnlyList<string> DefaultOrder { get; init; } = [];

    /// <summary>What decides between equals when the order does not name it.</summary>
    public required IReadOnlyList<string> TieBreaks { get; init; }

    /// <summary>The condition that a filter sets; one that is always true for an empty filter.</summary>
    /// <exception cref="MlflowException">InvalidArgument: the filter cannot be read, or asks for what there is not.</exception>
    public Sql Where(string? filter)
    {
        var clauses = SearchParser.Filter(filter);
        var conditions = IsPrompt is null || AsksForPrompts(clauses)
            ? clauses.Select(Condition)
            : clauses.Where(c => !IsAboutPrompts(c)).Select(Condition).Append(Sql.Of($"NOT {IsPrompt}"));
        return Sql.Join(" AND ", conditions.Prepend(Sql.Raw("1 = 1")));
    }

    /// <summary>The keys of an order, down to the last tie-break.</summary>
    /// <exception cref="MlflowException">InvalidArgument: the order cannot be read, or names what there is not, or the same twice.</exception>
    public Sql OrderBy(IReadOnlyList<string> orderBy)
    {
        var asked = (orderBy.Count > 0 ? orderBy : DefaultOrder).Select(SearchParser.Order);
        return OrderBy(asked.Select(o => (Field(o.Field, OrderAttributePrefixes ?? AttributePrefixes, Orders, OrderPrefixes), o.Ascending)));
    }

    public Sql OrderBy(IEnumerable<(SearchField Field, bool Ascending)> asked)
    {
        var parts = new List<Sql>();
        var named = new HashSet<string>();
        foreach (var (field, ascending) in asked)
        {
            if (named.Add(field.Name)) parts.Add(field.OrderBy(ascending));
            else if (!MayRepeatOrder) throw MlflowErrors.OrderedTwice(field.Name);
        }
        foreach (var (key, ascending) in TieBreaks.Select(SearchParser.Order))
        {
            var field = Orders[key.Key];
            if (named.Add(field.Name)) parts.Add(field.OrderBy(ascending));
        }
        return Sql.Join(", ", parts);
    }

    private Sql Condition(SearchClause clause) => Field(clause.Field, AttributePrefixes, Attributes, Prefixes).Where(clause);

    private SearchField Field(
        SearchIdentifier identifier, IReadOnlyList<string> attributePrefixes,
        IReadOnlyDictionary<string, SearchField> attributes, IReadOnlyDictionary<string, Func<string, SearchField?>> prefixes)
    {
        if (identifier.Prefix is { } prefix && !attributePrefixes.Contains(prefix))
        {
            if (!prefixes.TryGetValue(prefix, out var find)) throw MlflowErrors.NoSuchSearchPrefix(What, prefix, prefixes.Keys);
            return find(identifier.Key) ?? throw MlflowErrors.NoSuchSearchKey(What, identifier.ToString(), attributes.Keys);
        }
        return attributes.TryGetValue(identifier.Key, out var field) ? field : throw MlflowErrors.NoSuchSearchKey(What, identifier.Key, attributes.Keys);
    }
}
