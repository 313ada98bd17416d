namespace LineaSharp.Mlflow.Search;

/// <summary>How a field is compared; flags, so that a set of them says what a field allows.</summary>
[Flags]
internal enum SearchComparator
{
    Equal = 1,
    NotEqual = 2,
    Less = 4,
    LessOrEqual = 8,
    Greater = 16,
    GreaterOrEqual = 32,
    Like = 64,
    ILike = 128,
    In = 256,
    NotIn = 512,
    IsNull = 1024,
    IsNotNull = 2048,

    ForNumbers = Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual,
    ForTexts = Equal | NotEqual | Like | ILike,
    ForLists = In | NotIn,
    ForPresence = IsNull | IsNotNull,
}

internal static class SearchComparators
{
    private static readonly (SearchComparator Comparator, string Text)[] Texts =
    [
        (SearchComparator.Equal, "="),
        (SearchComparator.NotEqual, "!="),
        (SearchComparator.Less, "<"),
        (SearchComparator.LessOrEqual, "<="),
        (SearchComparator.Greater, ">"),
        (SearchComparator.GreaterOrEqual, ">="),
        (SearchComparator.Like, "LIKE"),
        (SearchComparator.ILike, "ILIKE"),
        (SearchComparator.In, "IN"),
        (SearchComparator.NotIn, "NOT IN"),
        (SearchComparator.IsNull, "IS NULL"),
        (SearchComparator.IsNotNull, "IS NOT NULL"),
    ];

    public static string Text(this SearchComparator comparator) => Texts.First(t => t.Comparator == comparator).Text;

    /// <summary>The comparator of a text, in any case; null when there is none.</summary>
    public static SearchComparator? Find(string text)
    {
        foreach (var (comparator, name) in Texts)
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) return comparator;
        }
        return null;
    }

    /// <summary>The names of a set, for messages.</summary>
    public static string Names(this SearchComparator set) => string.Join(", ", Texts.Where(t => set.HasFlag(t.Comparator)).Select(t => t.Text));
}
