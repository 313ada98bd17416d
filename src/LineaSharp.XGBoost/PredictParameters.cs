using System.Collections;
using System.Globalization;

namespace LineaSharp.XGBoost;

/// <summary>The parameters of a prediction that a model's signature may name, in Python's words.</summary>
/// <remarks>As with MLflow, one that XGBoost's <c>predict</c> does not know changes nothing: signatures name parameters for other programs as well.</remarks>
internal static class PredictParameters
{
    public static PredictOptions Of(IReadOnlyDictionary<string, object?> parameters)
    {
        var approximately = IsSet(parameters, "approx_contribs");
        var kind = IsSet(parameters, "output_margin") ? PredictionKind.Margin
            : IsSet(parameters, "pred_leaf") ? PredictionKind.Leaf
            : IsSet(parameters, "pred_interactions") ? approximately ? PredictionKind.ApproximateInteractions : PredictionKind.Interactions
            : IsSet(parameters, "pred_contribs") ? approximately ? PredictionKind.ApproximateContributions : PredictionKind.Contributions
            : PredictionKind.Value;
        return new() { Kind = kind, Rounds = RoundsOf(parameters) ?? Range.All };
    }

    public static bool IsSet(IReadOnlyDictionary<string, object?> parameters, string name) => parameters.GetValueOrDefault(name) is true;

    // [begin, end]; an end of 0 means all.
    public static Range? RoundsOf(IReadOnlyDictionary<string, object?> parameters)
    {
        if (parameters.GetValueOrDefault("iteration_range") is not IEnumerable range || range is string) return null;
        var ends = range.Cast<object>().Select(end => Convert.ToInt32(end, CultureInfo.InvariantCulture)).ToArray();
        if (ends is not [>= 0, >= 0]) throw new ArgumentException($"The parameter iteration_range is [{string.Join(", ", ends)}]; two whole numbers from 0 were expected.", nameof(parameters));
        return ends[1] == 0 ? ends[0] == 0 ? null : ends[0].. : ends[0]..ends[1];
    }
}
