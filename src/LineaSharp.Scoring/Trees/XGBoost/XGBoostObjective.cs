namespace LineaSharp.Scoring.Trees.XGBoost;

/// <summary>What an objective of XGBoost does to scores, and to the base score that a file states in the scale of the predictions.</summary>
/// <param name="Link">Raw scores to predictions; the width is that of the predictions.</param>
/// <param name="BaseToRaw">A base score as a raw score.</param>
internal sealed record XGBoostObjective(Link Link, Func<float, float> BaseToRaw)
{
    private const float Epsilon = 1e-6f;

    /// <summary>The objective of that name.</summary>
    /// <param name="name">As the file names it.</param>
    /// <param name="outputs">The number of raw scores.</param>
    /// <param name="version">The version of XGBoost that wrote the file: some objectives changed what they do.</param>
    /// <param name="source">The model, for messages.</param>
    /// <exception cref="LineaException">NotSupported: the objective is not known.</exception>
    public static XGBoostObjective Of(string name, int outputs, Version version, string source) => name switch
    {
        "reg:squarederror" or "reg:linear" or "reg:squaredlogerror" or "reg:pseudohubererror" or "reg:absoluteerror"
            or "rank:pairwise" or "rank:ndcg" or "rank:map" => Same(Link.Identity(outputs)),
        "binary:hinge" => Same(Link.Above(outputs, 0)),
        "multi:softprob" => Same(Softmax(outputs)),
        "multi:softmax" => Same(Link.Greatest),
        "reg:logistic" or "binary:logistic" => new(Link.Each(outputs, Sigmoid), version >= new Version(3, 2) ? BoundedLogit : Logit),
        // Until 1.2 its base score was a probability, too.
        "binary:logitraw" => new(Link.Identity(outputs), version < new Version(1, 3) ? Logit : Itself),
        "survival:aft" => new(Link.Each(outputs, x => (float)Math.Exp((float)x)), MathF.Log),
        "count:poisson" or "reg:gamma" or "reg:tweedie" or "survival:cox" => new(Link.Each(outputs, Exponential), MathF.Log),
        // From 3.4 on quantiles are put in order, so that they do not cross.
        "reg:quantileerror" => Same(version >= new Version(3, 4) ? Sorted(outputs) : Link.Identity(outputs)),
        "reg:expectileerror" => new(Gaps(outputs), Itself),
        _ => throw TreeErrors.NotComputed(source, $"has the objective '{name}'"),
    };

    /// <summary>Probabilities of the classes: what <c>predict_proba</c> of the classifier makes of raw scores.</summary>
    public static Link Softmax(int outputs) => new(outputs, static (raw, result) =>
    {
        var most = (float)raw[0];
        foreach (var score in raw) most = MathF.Max((float)score, most);
        var sum = 0.0;
        for (var i = 0; i < raw.Length; i++) sum += result[i] = MathF.Exp((float)raw[i] - most);
        for (var i = 0; i < raw.Length; i++) result[i] = (float)result[i] / (float)sum;
    });

    /// <summary>The base scores of expectiles beyond the first, which the model adds as gaps, as raw scores.</summary>
    public static void ExpectilesToRaw(Span<float> baseScores)
    {
        for (var i = baseScores.Length - 1; i > 0; i--)
        {
            var gap = MathF.Max(baseScores[i] - baseScores[i - 1] - Epsilon, Epsilon);
            baseScores[i] = gap + MathF.Log(-(MathF.Exp(-gap) - 1));
        }
    }

    private static XGBoostObjective Same(Link link) => new(link, Itself);

    private static float Itself(float value) => value;

    private static double Exponential(double raw) => MathF.Exp((float)raw);

    private static double Sigmoid(double raw) => 1.0f / (MathF.Exp(MathF.Min(-(float)raw, 88.7f)) + 1.0f + 1e-16f);

    private static float Logit(float probability) => -MathF.Log(1.0f / probability - 1.0f);

    private static float BoundedLogit(float probability) => Logit(MathF.Min(MathF.Max(probability, Epsilon), 1.0f - Epsilon));

    private static Link Sorted(int outputs) => new(outputs, static (raw, result) =>
    {
        raw.CopyTo(result);
        result.Sort();
    });

    // The first is a level; each other is a gap above the one before it.
    private static Link Gaps(int outputs) => new(outputs, static (raw, result) =>
    {
        var level = (float)raw[0];
        result[0] = level;
        for (var i = 1; i < raw.Length; i++) result[i] = level += Epsilon + SoftPlus((float)raw[i]);
    });

    private static float SoftPlus(float x) => x > 0 ? x + (float)SmallNumbers.LogPlus1(MathF.Exp(-x)) : (float)SmallNumbers.LogPlus1(MathF.Exp(x));
}
