namespace LineaSharp.Scoring.Sklearn;

/// <summary>Columns must have the names, in the order, that the estimator was fitted with.</summary>
internal static class FeatureNameCheck
{
    private const int Shown = 5;

    /// <exception cref="ArgumentException">They do not; the message lists what is unseen and what is missing.</exception>
    public static void Run(IReadOnlyList<string> fitted, IReadOnlyList<string> given)
    {
        if (fitted.SequenceEqual(given, StringComparer.Ordinal)) return;
        var unseen = given.Except(fitted, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var missing = fitted.Except(given, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var message = "The feature names should match those that were passed during fit.";
        if (unseen.Length > 0) message += $" Feature names unseen at fit time: {List(unseen)}.";
        if (missing.Length > 0) message += $" Feature names seen at fit time, yet now missing: {List(missing)}.";
        if (unseen.Length + missing.Length == 0) message += $" They must be in the same order as they were in fit: {List(fitted)}.";
        throw new ArgumentException(message);
    }

    private static string List(IReadOnlyList<string> names) => string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? ", …" : "");
}
