using System.Globalization;

namespace LineaSharp.Scoring.Trees.LightGbm;

/// <summary>What an objective of LightGBM does to scores.</summary>
/// <param name="Name">Its name, without its parameters.</param>
/// <param name="Link">Raw scores to what <c>Booster.predict</c> gives.</param>
/// <param name="Probabilities">Raw scores to probabilities of the classes; null for what is no classification.</param>
internal sealed record LightGbmObjective(string Name, Link Link, Link? Probabilities = null)
{
    /// <summary>The objective of a model's line <c>objective=</c>: a name and parameters (<c>binary sigmoid:1</c>). An empty one, of a training with a function of one's own, leaves the scores as they are.</summary>
    /// <exception cref="LineaException">NotSupported: the objective is not known.</exception>
    public static LightGbmObjective Of(string line, int outputs)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = words.Length == 0 ? "" : words[0];
        var isSqrt = words.Contains("sqrt");
        return name switch
        {
            "" or "custom" or "none" or "null" or "na" => new(name, Link.Identity(outputs)),
            // Trained on signed square roots: the square with the sign gives the scale of the labels back.
            "regression" or "regression_l1" or "fair" or "quantile" or "mape" when isSqrt => new(name, Link.Each(outputs, x => Math.Sign(x) * x * x)),
            "regression" or "regression_l1" or "huber" or "fair" or "quantile" or "mape" or "lambdarank" or "rank_xendcg" => new(name, Link.Identity(outputs)),
            "poisson" or "gamma" or "tweedie" => new(name, Link.Each(outputs, Math.Exp)),
            "cross_entropy" or "xentropy" => new(name, Link.Each(outputs, x => 1 / (1 + Math.Exp(-x)))),
            "cross_entropy_lambda" or "xentlambda" => new(name, Link.Each(outputs, x => SmallNumbers.LogPlus1(Math.Exp(x)))),
            "binary" => Binary(name, Sigmoid(words)),
            "multiclass" => new(name, Link.Softmax(outputs), Link.Softmax(outputs)),
            "multiclassova" => new(name, OneVsAll(outputs, Sigmoid(words)), OneVsAll(outputs, Sigmoid(words))),
            _ => throw TreeErrors.NotComputed(LightGbmText.Source, $"has the objective '{name[..Math.Min(40, name.Length)]}'"),
        };
    }

    private static LightGbmObjective Binary(string name, double sigmoid)
    {
        var one = OneVsAll(1, sigmoid);
        return new(name, one, one.Then(new Link(2, static (p, result) => (result[0], result[1]) = (1 - p[0], p[0]))));
    }

    private static Link OneVsAll(int outputs, double sigmoid) => Link.Each(outputs, x => 1 / (1 + Math.Exp(-sigmoid * x)));

    private static double Sigmoid(string[] words)
    {
        var word = words.FirstOrDefault(w => w.StartsWith("sigmoid:", StringComparison.Ordinal));
        if (word is null) return 1;
        return double.TryParse(word.AsSpan("sigmoid:".Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var sigmoid) && sigmoid > 0
            ? sigmoid
            : throw TreeErrors.Malformed(LightGbmText.Source, "its sigmoid is no number above 0");
    }
}
