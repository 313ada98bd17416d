namespace LineaSharp.XGBoost;

/// <summary>How a model is trained, beside its parameters.</summary>
public sealed record TrainOptions
{
    /// <summary>Data that every round is evaluated on, with the names that the scores are told under (<c>validation-logloss</c>). The default is none.</summary>
    public IReadOnlyList<(string Name, DMatrix Data)> Evaluations { get; init; } = [];

    /// <summary>
    /// Stop when the last metric of the last of <see cref="Evaluations"/> has not become better for so many rounds. The model keeps all its trees and remembers the best
    /// round (<see cref="Booster.BestIteration"/>). The default is null: never.
    /// </summary>
    public int? EarlyStoppingRounds { get; init; }

    /// <summary>Whether a greater score is better. The default is null: as XGBoost has it for its own metrics (auc, aucpr, map, ndcg and pre are).</summary>
    public bool? Maximize { get; init; }

    /// <summary>An objective of one's own. The default is null: that of the parameters.</summary>
    public BoostingObjective? Objective { get; init; }

    /// <summary>Called after each round. The default is null.</summary>
    public Action<BoostingRound>? AfterRound { get; init; }

    /// <summary>A model to go on from; it is copied. The default is null: a new one.</summary>
    public Booster? Continue { get; init; }
}

/// <summary>An objective of one's own: the first and second derivatives of the loss.</summary>
/// <param name="margins">The sums of the trees so far, [rows × outputs], the outputs of a row side by side.</param>
/// <param name="data">What is trained on.</param>
/// <returns>For each of the margins its gradient and its hessian.</returns>
public delegate (float[] Gradients, float[] Hessians) BoostingObjective(float[] margins, DMatrix data);

/// <summary>What a round came to.</summary>
/// <param name="Round">From 0; of a model that was gone on from, counted on.</param>
/// <param name="Scores">The scores by evaluation and metric, as <c>validation-logloss</c>, in the order of the evaluations.</param>
public sealed record BoostingRound(int Round, IReadOnlyDictionary<string, double> Scores);
