namespace LineaSharp.Mlflow.Search;

/// <summary>
/// Reads MLflow's search language:
/// <code>
/// filter     = clause { AND clause }
/// clause     = identifier comparator value | identifier [NOT] IN ( text {, text} ) | identifier IS [NOT] NULL
/// comparator = '=' | '!=' | '&lt;' | '&lt;=' | '&gt;' | '&gt;=' | LIKE | ILIKE
/// order      = identifier [ASC | DESC]
/// identifier = word | `any text` | prefix.words.with.dots | prefix.`any text` | prefix."any text"
/// value      = 'text' | "text" | number | word
/// </code>
/// Keywords may be written in any case. There is no OR and there are no parentheses around clauses.
/// </summary>
internal sealed class SearchParser
{
    private readonly string _text;
    private readonly List<SearchToken> _tokens;
    private int _at;

    private SearchParser(string text)
    {
        _text = text;
        _tokens = SearchLexer.Read(text);
    }

    private SearchToken Current => _tokens[_at];

    /// <summary>Reads a filter; an empty one has no clauses and lets everything pass.</summary>
    /// <exception cref="MlflowException">InvalidArgument: it is no filter.</exception>
    public static IReadOnlyList<SearchClause> Filter(string? text) => string.IsNullOrEmpty(text) ? [] : new SearchParser(text).Clauses();

    /// <summary>Reads one key of an order.</summary>
    /// <exception cref="MlflowException">InvalidArgument: it is none.</exception>
    public static SearchOrder Order(string text) => new SearchParser(text).OneOrder();

    /// <summary>Whether a word, standing where a field may stand, would be taken for a keyword.</summary>
    public static bool IsKeyword(string word) => string.Equals(word, "AND", StringComparison.OrdinalIgnoreCase);

    // MLflow does not mind an AND too many at either end; programs that build filters piece by piece rely on that.
    private List<SearchClause> Clauses()
    {
        var clauses = new List<SearchClause>();
        var separated = true;
        while (Current.Kind != SearchTokenKind.End)
        {
            if (TakeWord("AND"))
            {
                separated = true;
                continue;
            }
            if (!separated) throw Expected("AND; conditions can only be joined by AND");
            clauses.Add(Clause());
            separated = false;
        }
        return clauses;
    }

    private SearchClause Clause()
    {
        var field = Identifier();
        var comparator = Comparator();
        SearchValue? value = comparator switch
        {
            SearchComparator.IsNull or SearchComparator.IsNotNull => null,
            SearchComparator.In or SearchComparator.NotIn => List(),
            _ => Value(),
        };
        return new SearchClause(field, comparator, value);
    }

    private SearchOrder OneOrder()
    {
        var field = Identifier();
        var ascending = TakeWord("ASC") || !TakeWord("DESC");
        return Current.Kind == SearchTokenKind.End ? new SearchOrder(field, ascending) : throw Expected("ASC, DESC or the end");
    }

    private SearchIdentifier Identifier()
    {
        var token = Current;
        if (token.Kind is not (SearchTokenKind.Word or SearchTokenKind.Identifier or SearchTokenKind.Text)) throw Expected("a field");
        _at++;
        return new SearchIdentifier(token.Prefix, token.Text);
    }

    private SearchComparator Comparator()
    {
        if (TakeWord("IS")) return TakeWord("NOT") ? Then("NULL", SearchComparator.IsNotNull) : Then("NULL", SearchComparator.IsNull);
        if (TakeWord("NOT")) return Then("IN", SearchComparator.NotIn);
        var found = Current.Kind is SearchTokenKind.Comparator or SearchTokenKind.Word ? SearchComparators.Find(Current.Text) : null;
        if (found is not { } comparator) throw Expected("a comparator");
        _at++;
        return comparator;
    }

    private SearchComparator Then(string word, SearchComparator comparator) => TakeWord(word) ? comparator : throw Expected(word);

    private SearchValue Value()
    {
        var token = Current;
        SearchValue value = token.Kind switch
        {
            SearchTokenKind.Text => new SearchText(token.Text),
            SearchTokenKind.Number => new SearchNumber(token.Text),
            SearchTokenKind.Word => new SearchWord(token.Text),
            _ => throw Expected("a quoted text or a number"),
        };
        _at++;
        return value;
    }

    private SearchList List()
    {
        Take(SearchTokenKind.Open, "a list in parentheses");
        var texts = new List<string>();
        do
        {
            if (texts.Count > 0 && Current.Kind == SearchTokenKind.Close) break; // ('a',) is a list of one
            texts.Add(Current.Text);
            Take(SearchTokenKind.Text, "a quoted text; a list holds at least one and nothing else");
        }
        while (TryTake(SearchTokenKind.Comma));
        Take(SearchTokenKind.Close, "a comma or a closing parenthesis");
        return new SearchList(texts);
    }

    private bool TakeWord(string word) =>
        string.Equals(Current.Text, word, StringComparison.OrdinalIgnoreCase) && TryTake(SearchTokenKind.Word);

    private void Take(SearchTokenKind kind, string expected)
    {
        if (!TryTake(kind)) throw Expected(expected);
    }

    private bool TryTake(SearchTokenKind kind)
    {
        if (Current.Kind != kind) return false;
        _at++;
        return true;
    }

    private MlflowException Expected(string expected) => MlflowErrors.SearchUnreadable(_text, Current.At, expected);
}
