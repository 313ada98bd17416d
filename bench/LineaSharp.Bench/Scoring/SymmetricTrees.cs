using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Bench.Scoring;

/// <summary>Trees as CatBoost grows them, made up, because CatBoost is in no package that a .NET developer has: one question for all nodes of a level.</summary>
internal sealed class SymmetricTrees
{
    private const int Depth = 6;

    private SymmetricTrees(IReadOnlyList<ObliviousSplit[]> splits, IReadOnlyList<double[]> values) => (Splits, Values) = (splits, values);

    /// <summary>For each tree a question a level.</summary>
    public IReadOnlyList<ObliviousSplit[]> Splits { get; }

    /// <summary>For each tree its leaves.</summary>
    public IReadOnlyList<double[]> Values { get; }

    /// <summary>The borders of each feature, ascending, each once.</summary>
    public IReadOnlyList<float[]> Borders => Enumerable.Range(0, TrainingRows.Features)
        .Select(f => Splits.SelectMany(s => s).Where(s => s.Feature == f).Select(s => s.Border).Distinct().Order().ToArray()).ToArray();

    public static SymmetricTrees New()
    {
        var random = new Random(2);
        return new(
            Many(TrainingRows.Trees, () => Many(Depth, () => new ObliviousSplit(random.Next(TrainingRows.Features), random.Next(1, 255) / 255f))),
            Many(TrainingRows.Trees, () => Many(1 << Depth, random.NextDouble)));

        static T[] Many<T>(int count, Func<T> make) => Enumerable.Range(0, count).Select(_ => make()).ToArray();
    }

    public ObliviousForest Forest()
    {
        var forest = new ObliviousForest(TrainingRows.Features, 1, "The benchmark");
        foreach (var (splits, values) in Splits.Zip(Values)) forest.Add(splits, values);
        return forest.Seal();
    }
}
