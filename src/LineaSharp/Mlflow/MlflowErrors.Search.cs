namespace LineaSharp.Mlflow;

internal static partial class MlflowErrors
{
    public static MlflowException SearchUnreadable(string text, int at, string expected) => Invalid(
        at < text.Length
            ? $"Cannot read '{text}' at character {at + 1}, '{Excerpt(text, at)}': expected {expected}."
            : $"Cannot read '{text}': it ends where {expected} is expected.");

    public static MlflowException NoSuchSearchPrefix(string what, string prefix, IEnumerable<string> known) => Invalid(
        $"A search for {what} knows no '{prefix}.'. It knows {string.Join(", ", known.Select(k => k + "."))} and attributes without a prefix.");

    public static MlflowException NoSuchSearchKey(string what, string key, IEnumerable<string> known) => Invalid(
        $"A search for {what} knows no '{key}'. It knows {string.Join(", ", known)}.");

    public static MlflowException ComparatorNotAllowed(string clause, string field, string comparator, string allowed) => Invalid(
        $"<{clause}> cannot be asked: '{field}' is not compared by {comparator}. It is by {allowed}.");

    public static MlflowException NothingToSearch() => Invalid("A search for logged models needs at least one experiment id.");

    public static MlflowException SearchValueNotANumber(string field, string found) => Invalid(
        $"'{field}' is a number and was compared with {found}. Give a number without quotes.");

    public static MlflowException SearchValueNotQuoted(string field, string found) => Invalid(
        $"'{field}' is a text and was compared with {found}. Put the text between single or double quotes.");

    public static MlflowException SearchValueIsAList(string field) => Invalid(
        $"'{field}' was compared with a list. A list goes with IN and NOT IN only.");

    public static MlflowException OrderedTwice(string field) => Invalid($"'{field}' stands twice in order_by. Leave one out.");

    public static MlflowException PageTokenUnreadable() => Invalid(
        "The page token cannot be read. Give the token that came with the page before, unchanged.");

    public static MlflowException PageTokenOfAnotherSearch(string part) => Invalid(
        $"The page token belongs to a search with other {part}. Ask for all pages with the same search.");

    public static MlflowException DatasetWithoutName() => Invalid("A dataset of the search has no name. Name it, or leave it out.");

    public static MlflowException DigestWithoutName() => Invalid("An order names a dataset's digest but not its name. Give both, or the name alone.");

    private static string Excerpt(string text, int at) => text.Length - at <= 20 ? text[at..] : string.Concat(text.AsSpan(at, 20), "…");
}
