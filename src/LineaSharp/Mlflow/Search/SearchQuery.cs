using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Search;

/// <summary>
/// A search, ready to be put into a statement about the searched table under its own name:
/// <c>SELECT … FROM runs WHERE … AND {Where} ORDER BY {OrderBy} {Page}</c>.
/// One row more than a page holds is asked for; whether it comes tells whether there is a next page.
/// </summary>
internal sealed class SearchQuery
{
    private readonly int _maxResults;
    private readonly long _offset;
    private readonly Func<long, string> _tokenAt;

    private SearchQuery(Sql where, Sql orderBy, int maxResults, long offset, Func<long, string> tokenAt)
    {
        Where = where;
        OrderBy = orderBy;
        _maxResults = maxResults;
        _offset = offset;
        _tokenAt = tokenAt;
    }

    public Sql Where { get; }

    public Sql OrderBy { get; }

    public Sql Page => $"LIMIT {_maxResults + 1L} OFFSET {_offset}";

    /// <exception cref="MlflowException">InvalidArgument: the filter, the order or the page token cannot be read.</exception>
    public static SearchQuery Of(SearchVocabulary vocabulary, SearchRequest search) =>
        new(vocabulary.Where(search.Filter), vocabulary.OrderBy(search.OrderBy), search.MaxResults, PageToken.Read(search.PageToken), PageToken.Write);

    /// <exception cref="MlflowException">InvalidArgument: the filter, the order or the page token cannot be read, or the token belongs to another search.</exception>
    public static SearchQuery Of(LoggedModelSearch search) => new(
        SearchVocabulary.LoggedModelsWhere(search),
        SearchVocabulary.LoggedModelsOrderBy(search),
        search.MaxResults,
        LoggedModelPageToken.Read(search),
        offset => LoggedModelPageToken.Write(search, offset));

    /// <summary>The page, from the rows that came.</summary>
    public Page<T> PageOf<T>(IReadOnlyList<T> rows) =>
        rows.Count <= _maxResults ? new Page<T>(rows) : new Page<T>([.. rows.Take(_maxResults)], _tokenAt(_offset + _maxResults));
}
