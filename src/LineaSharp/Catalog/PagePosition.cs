using System.Globalization;

namespace LineaSharp.Catalog;

/// <summary>Where a page of a listing ended: the next one goes on below it.</summary>
/// <param name="CreatedAt">When its last version was saved, in milliseconds since 1970, UTC.</param>
/// <param name="Id">That version's id in the catalog; it orders versions of one millisecond.</param>
internal readonly record struct PagePosition(long CreatedAt, long Id)
{
    public static PagePosition Of(CatalogEntry last) => new(last.CreatedAt.ToUnixTimeMilliseconds(), last.Id);

    /// <exception cref="ArgumentException">It is no token of a listing.</exception>
    public static PagePosition Parse(string pageToken)
    {
        var parts = pageToken.Split('.');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var createdAt)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new PagePosition(createdAt, id)
            : throw new ArgumentException($"'{pageToken}' is no page token of this listing. Pass the NextPageToken of the page before, or null for the first page.", nameof(pageToken));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt}.{Id}");
}
