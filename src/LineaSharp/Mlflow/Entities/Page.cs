using System.Collections;

namespace LineaSharp.Mlflow;

/// <summary>One page of a search: a list, and the token that asks for the next page.</summary>
public sealed class Page<T> : IReadOnlyList<T>
{
    /// <summary>Makes a page.</summary>
    public Page(IReadOnlyList<T> items, string? nextPageToken = null)
    {
        Items = items;
        NextPageToken = string.IsNullOrEmpty(nextPageToken) ? null : nextPageToken;
    }

    /// <summary>What the page holds, in the order that was asked for.</summary>
    public IReadOnlyList<T> Items { get; }

    /// <summary>Give it to the same search to get the next page; null when this is the last one. Its text means nothing to a caller.</summary>
    public string? NextPageToken { get; }

    /// <inheritdoc/>
    public int Count => Items.Count;

    /// <inheritdoc/>
    public T this[int index] => Items[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => Items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
