using System.Globalization;

namespace LineaSharp.Mlflow.Search;

/// <summary>Compares two values: texts by their characters' numbers, numbers as numbers, whole ones exactly.</summary>
internal static class ValueComparison
{
    public static bool IsTrue(object value, SearchComparator comparator, object operand) => comparator switch
    {
        SearchComparator.In => ((IReadOnlyList<string>)operand).Contains((string)value),
        SearchComparator.NotIn => !((IReadOnlyList<string>)operand).Contains((string)value),
        SearchComparator.Like => LikePattern.Matches((string)value, (string)operand, ignoreCase: false),
        SearchComparator.ILike => LikePattern.Matches((string)value, (string)operand, ignoreCase: true),
        SearchComparator.NotEqual => value is double.NaN || Compare(value, operand) != 0,
        _ when value is double.NaN => false,
        SearchComparator.Equal => Compare(value, operand) == 0,
        SearchComparator.Less => Compare(value, operand) < 0,
        SearchComparator.LessOrEqual => Compare(value, operand) <= 0,
        SearchComparator.Greater => Compare(value, operand) > 0,
        SearchComparator.GreaterOrEqual => Compare(value, operand) >= 0,
        _ => throw new ArgumentOutOfRangeException(nameof(comparator), comparator, "No such comparison of two values."),
    };

    public static int Compare(object left, object right) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (long a, long b) => a.CompareTo(b),
        _ => Convert.ToDouble(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture)),
    };
}
