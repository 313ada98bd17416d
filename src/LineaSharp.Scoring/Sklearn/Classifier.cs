using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>An estimator that predicts one class a row.</summary>
internal abstract class Classifier : Estimator
{
    protected Classifier(PyObject source, ClassLabels classes) : base(source) => Labels = classes;

    public ClassLabels Labels { get; }

    public override PredictionKind Kind => PredictionKind.Classes;

    public override IReadOnlyList<ClassLabels> Classes => [Labels];

    /// <summary>The column of the largest value of each row.</summary>
    protected RowFunction Largest(RowFunction scores) =>
        scores.Outputs == Labels.Count ? scores.Then(1, static (row, result) => result[0] = Vectors.ArgMax(row)) : throw DoesNotFit(scores);

    /// <summary>Class 1 where the only score is above zero (or another number); with more classes the largest.</summary>
    protected RowFunction ByScore(RowFunction scores, double above = 0)
    {
        if (scores.Outputs != 1) return Largest(scores);
        return Labels.Count == 2 ? scores.Then(1, (row, result) => result[0] = row[0] > above ? 1 : 0) : throw DoesNotFit(scores);
    }

    protected static RowFunction Softmax(RowFunction scores) => scores.Then(scores.Outputs, Vectors.Softmax);

    /// <summary>The probabilities of two classes from the second's.</summary>
    protected static RowFunction Both(RowFunction second) => second.Then(2, static (row, result) => (result[0], result[1]) = (1 - row[0], row[0]));

    /// <summary>The probabilities of two classes from the score whose logistic function is the second's.</summary>
    protected static RowFunction Logistic(RowFunction score) => Both(score.Then(1, static (row, result) => result[0] = Vectors.Expit(row[0])));

    private LineaException DoesNotFit(RowFunction scores) => SklearnErrors.IsInconsistent(Name, $"it has {scores.Outputs} scores for {Labels.Count} classes");
}
