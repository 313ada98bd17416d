namespace LineaSharp.LightGbm;

/// <summary>How a model is trained, beside its parameters.</summary>
public sealed record TrainOptions
{
    /// <summary>Data that every round is validated on, with the names that the scores are told under (<c>test-binary_logloss</c>). The default is none.</summary>
    public IReadOnlyList<(string Name, Dataset Data)> Validations { get; init; } = [];

    /// <summary>Whether the scores of the training's own data are told as well, as <c>training-…</c>. The default is false.</summary>
    public bool ScoreTraining { get; init; }

    /// <summary>
    /// Stop when a metric of any of <see cref="Validations"/> has not become better for so many rounds. <see cref="Booster.BestIteration"/> is then that metric's best, and
    /// predictions and saved models end there. The default is null: never.
    /// </summary>
    public int? EarlyStoppingRounds { get; init; }

    /// <summary>Whether only the first metric may stop the training. The default is false.</summary>
    public bool FirstMetricOnly { get; init; }

    /// <summary>An objective of one's own. The default is null: that of the parameters.</summary>
    public BoostingObjective? Objective { get; init; }

    /// <summary>Called after each round. The default is null.</summary>
    public Action<BoostingRound>? AfterRound { get; init; }
}

/// <summary>An objective of one's own: the first and second derivatives of the loss.</summary>
/// <param name="scores">The raw scores so far: one a row; with several outputs those of all rows for the first output, then for the second …</param>
/// <param name="data">What is trained on.</param>
/// <returns>For each of the scores its gradient and its hessian.</returns>
public delegate (float[] Gradients, float[] Hessians) BoostingObjective(double[] scores, Dataset data);

/// <summary>What a round came to.</summary>
/// <param name="Round">From 0.</param>
/// <param name="Scores">The scores by data and metric, as <c>test-binary_logloss</c>, in the order of the validations.</param>
public sealed record BoostingRound(int Round, IReadOnlyDictionary<string, double> Scores);
