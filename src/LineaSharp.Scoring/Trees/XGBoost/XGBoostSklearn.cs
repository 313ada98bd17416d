using System.Globalization;
using System.Text;
using System.Text.Json;
using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Trees.XGBoost;

/// <summary>What XGBoost's scikit-learn classes make of a booster: labels instead of probabilities, and the best round only.</summary>
internal static class XGBoostSklearn
{
    public static TreeModel Adapt(TreeModel booster, string modelClass, int classes, DocumentNode? attributes) => modelClass switch
    {
        "Booster" => booster,
        "XGBRegressor" or "XGBRFRegressor" or "XGBRanker" or "XGBModel" => booster with { Rounds = Best(booster, attributes) },
        "XGBClassifier" or "XGBRFClassifier" => Classifier(booster, classes, attributes) with { Rounds = Best(booster, attributes) },
        _ => throw TreeErrors.NotComputed(booster.Source, $"is of the class '{modelClass}'"),
    };

    private static TreeModel Classifier(TreeModel booster, int classes, DocumentNode? attributes)
    {
        var outputs = booster.Raw.OutputCount;
        if (classes > 1)
        {
            var many = booster with { Prediction = Link.Greatest, Probabilities = XGBoostObjective.Softmax(outputs), Labels = Labels(classes, attributes) };
            // The booster's own softmax chooses before anything is rounded.
            return booster.Prediction.Width == 1 && outputs > 1 ? many : many with { Prediction = many.Probabilities!.Then(Link.Greatest) };
        }
        // Several yes-or-no answers have no classes to choose from: they are 0 and 1 each.
        if (outputs > 1) return booster with { Prediction = booster.Prediction.Then(Link.Above(outputs, 0.5)), Probabilities = booster.Prediction };
        return booster with
        {
            Prediction = booster.Prediction.Then(Link.Above(1, 0.5)),
            Probabilities = booster.Prediction.Then(new Link(2, static (p, result) => (result[0], result[1]) = (1.0f - (float)p[0], p[0]))),
            Labels = Labels(2, attributes),
        };
    }

    private static Rounds Best(TreeModel booster, DocumentNode? attributes) =>
        booster.Raw is Forest && attributes?.Find("best_iteration")?.Text is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var best) && best < int.MaxValue
            ? new Rounds(0, best + 1)
            : Rounds.All;

    // Since 1.6 classes are 0, 1 …; before, the Python class wrote those that it met among its attributes.
    private static object[] Labels(int classes, DocumentNode? attributes)
    {
        if (attributes?.Find("scikit_learn")?.Text is { } text && Classes(text) is { } found && found.Length == classes) return found;
        return Enumerable.Range(0, classes).Select(c => (object)(long)c).ToArray();
    }

    private static object[]? Classes(string attributes)
    {
        try
        {
            // Python writes a bare NaN for the missing value.
            using var json = JsonDocument.Parse(BareNumbers.Quoted(Encoding.UTF8.GetBytes(attributes)).ToArray());
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("classes_", out var classes) || classes.ValueKind != JsonValueKind.Array) return null;
            var labels = classes.EnumerateArray().Select(Label).ToArray();
            return labels.Contains(null) ? null : labels.OfType<object>().ToArray();
        }
        catch (JsonException e)
        {
            throw TreeErrors.Malformed("The XGBoost model", "what its Python class noted is no JSON", e);
        }
    }

    private static object? Label(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : element.GetDouble(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
