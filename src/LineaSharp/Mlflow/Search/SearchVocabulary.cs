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

    /// <summary>The filter that finds prompts only, where there are any.</summary>
    public const string OnlyPrompts = $"tags.`{PromptTag}` = 'true'";

    /// <summary>The order when none is asked for.</summary>
    public IReadOnlyList<string> DefaultOrder { get; init; } = [];

    /// <summary>What decides between equals when the order does not name it.</summary>
    public required IReadOnlyList<string> TieBreaks { get; init; }

    /// <summary>The condition that a filter sets; one that is always true for an empty filter.</summary>
    /// <exception cref="MlflowException">InvalidArgument: the filter cannot be read, or asks for what there is not.</exception>
    public Sql Where(string? filter)
    {
        var conditions = Conditions(filter, out var hidesPrompts).Select(c => c.Field.Where(c.Clause));
        if (hidesPrompts) conditions = conditions.Append(Sql.Of($"NOT {IsPrompt!}"));
        return Sql.Join(" AND ", conditions.Prepend(Sql.Raw("1 = 1")));
    }

    /// <summary>The conditions of a filter, each with the field it is about.</summary>
    /// <param name="filter">The filter; null or empty for none.</param>
    /// <param name="hidesPrompts">Whether prompts are to be left out besides.</param>
    /// <exception cref="MlflowException">InvalidArgument: the filter cannot be read, or asks for what there is not.</exception>
    public IEnumerable<(SearchField Field, SearchClause Clause)> Conditions(string? filter, out bool hidesPrompts)
    {
        var clauses = SearchParser.Filter(filter);
        hidesPrompts = IsPrompt is not null && !AsksForPrompts(clauses);
        var counted = hidesPrompts ? clauses.Where(c => !IsAboutPrompts(c)) : clauses;
        return counted.Select(c => (Field(c.Field, AttributePrefixes, Attributes, Prefixes), c));
    }

    /// <summary>The keys of an order, down to the last tie-break.</summary>
    /// <exception cref="MlflowException">InvalidArgument: the order cannot be read, or names what there is not, or the same twice.</exception>
    public Sql OrderBy(IReadOnlyList<string> orderBy) => ToSql(Order(orderBy));

    /// <summary>The fields of an order, down to the last tie-break.</summary>
    /// <exception cref="MlflowException">InvalidArgument: the order cannot be read, or names what there is not, or the same twice.</exception>
    public IReadOnlyList<(SearchField Field, bool Ascending)> Order(IReadOnlyList<string> orderBy)
    {
        var asked = (orderBy.Count > 0 ? orderBy : DefaultOrder).Select(SearchParser.Order);
        return Order(asked.Select(o => (Field(o.Field, OrderAttributePrefixes ?? AttributePrefixes, Orders, OrderPrefixes), o.Ascending)));
    }

    private List<(SearchField Field, bool Ascending)> Order(IEnumerable<(SearchField Field, bool Ascending)> asked)
    {
        var order = new List<(SearchField Field, bool Ascending)>();
        var named = new HashSet<string>();
        foreach (var (field, ascending) in asked)
        {
            if (named.Add(field.Name)) order.Add((field, ascending));
            else if (!MayRepeatOrder) throw MlflowErrors.OrderedTwice(field.Name);
        }
        foreach (var (key, ascending) in TieBreaks.Select(SearchParser.Order))
        {
            var field = Orders[key.Key];
            if (named.Add(field.Name)) order.Add((field, ascending));
        }
        return order;
    }

    private static Sql ToSql(IEnumerable<(SearchField Field, bool Ascending)> order) => Sql.Join(", ", order.Select(o => o.Field.OrderBy(o.Ascending)));

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
