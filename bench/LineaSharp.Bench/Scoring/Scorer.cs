namespace LineaSharp.Bench.Scoring;

/// <summary>Something that predicts.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="One">Predicts the row of a number.</param>
/// <param name="All">Predicts all rows; where a library gives its predictions as a sequence, it is read to the end.</param>
internal sealed record Scorer(string Name, Func<int, double> One, Func<IReadOnlyList<double>> All);

/// <summary>Scorers of the same trees, of which one is ours.</summary>
/// <param name="Trees">Whose trees they are.</param>
/// <param name="AreOfDepthSix">Whether no tree is deeper than that; the target for one row is for such trees.</param>
/// <param name="Ours">LineaSharp's.</param>
/// <param name="Theirs">The libraries', each with what its predictions may differ by.</param>
internal sealed record Match(string Trees, bool AreOfDepthSix, Scorer Ours, params IReadOnlyList<(Scorer Scorer, double Tolerance)> Theirs)
{
    public IEnumerable<Scorer> All => Theirs.Select(t => t.Scorer).Prepend(Ours);

    /// <summary>The largest difference between a library's predictions and ours. A quick wrong answer must not win.</summary>
    public static double Difference(Scorer ours, Scorer theirs, double tolerance)
    {
        var (expected, found) = (theirs.All(), ours.All());
        if (expected.Count != TrainingRows.Count || found.Count != TrainingRows.Count)
            throw new InvalidOperationException($"{theirs.Name} gave {expected.Count} predictions, and {ours.Name} {found.Count}.");
        var difference = expected.Zip(found, (a, b) => Math.Abs(a - b)).Max();
        var ofOne = Enumerable.Range(0, 100).Max(row => Math.Max(Math.Abs(ours.One(row) - found[row]), Math.Abs(theirs.One(row) - expected[row])));
        return difference <= tolerance && ofOne <= tolerance
            ? difference
            : throw new InvalidOperationException(Table.Text($"{ours.Name} and {theirs.Name} differ by {difference}, and a row alone from the same among all by {ofOne}."));
    }
}
