namespace LineaSharp.Mlflow;

/// <summary>Ends a listing whose pages would go on for ever: a token that came before, or page after page with nothing on it.</summary>
internal sealed class PageGuard
{
    private const int MostEmptyPages = 100;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _empty;

    /// <summary>The token of the next page; null when there is none.</summary>
    /// <param name="token">What the server named as next.</param>
    /// <param name="items">How many items the page had.</param>
    /// <param name="request">The request for messages.</param>
    public string? Next(string? token, int items, string request)
    {
        if (string.IsNullOrEmpty(token)) return null;
        _empty = items > 0 ? 0 : _empty + 1;
        if (!_seen.Add(token) || _empty > MostEmptyPages) throw MlflowErrors.PagesRepeat(request);
        return token;
    }
}
