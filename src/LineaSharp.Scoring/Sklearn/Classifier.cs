using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>An estimator that predicts classes: by default the one with the largest probability.</summary>
internal abstract class Classifier : Estimator
{
    protected Classifier(PyObject source, ClassLabels classes) : base(source) => Labels = classes;

    public ClassLabels Labels { get; }

    public override Methods Methods => Methods.Predict | Methods.PredictProba;

    public override PredictionKind Kind => PredictionKind.Classes;

    public override IReadOnlyList<ClassLabels> Classes => [Labels];

    public override Matrix Predict(Features x) => Largest(PredictProba(x));

    /// <summary>The column of the largest value of each row.</summary>
    protected static Matrix Largest(Matrix scores) => scores.Map(1, static (row, result) => result[0] = Vectors.ArgMax(row));

    /// <summary>Class 1 where the only score is above zero; with more classes the largest.</summary>
    protected static Matrix ByScore(Matrix scores) => scores.Columns == 1 ? scores.Map(1, static (row, result) => result[0] = row[0] > 0 ? 1 : 0) : Largest(scores);

    protected static Matrix Softmax(Matrix scores) => scores.Map(scores.Columns, Vectors.Softmax);

    /// <summary>The probabilities of two classes from the second's.</summary>
    protected static Matrix Both(Matrix second) => second.Map(2, static (row, result) => (result[0], result[1]) = (1 - row[0], row[0]));
}
