using System.Collections;

namespace LineaSharp;

/// <summary>One page of a listing: a list, and the token of the page after it.</summary>
/// <param name="items">What is on the page.</param>
/// <param name="nextPageToken">The token of the next page, or null on the last one.</param>
public sealed class Page<T>(IReadOnlyList<T> items, string? nextPageToken = null) : IReadOnlyList<T>
{
    /// <summary>Give it to the next call; null on the last page. Its text means nothing to callers.</summary>
    public string? NextPageToken { get; } = nextPageToken;

    /// <summary>What is on the page.</summary>
    public IReadOnlyList<T> Items { get; } = items;

    /// <inheritdoc/>
    public int Count => Items.Count;

    /// <inheritdoc/>
    public T this[int index] => Items[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => Items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
