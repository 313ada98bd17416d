using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>What an estimator can be asked for.</summary>
[Flags]
internal enum Methods
{
    None = 0,
    Predict = 1,
    PredictProba = 2,
    DecisionFunction = 4,
    Transform = 8,
    ScoreSamples = 16,
}

/// <summary>What the numbers of a prediction are.</summary>
internal enum PredictionKind
{
    Numbers,
    /// <summary>Numbers of classes, which <see cref="Estimator.Classes"/> names.</summary>
    Classes,
    /// <summary>Whole numbers of 64 bits: 1 and -1 of outlier detectors.</summary>
    Int64,
    /// <summary>Whole numbers of 32 bits: numbers of clusters.</summary>
    Int32,
}

/// <summary>A fitted estimator of scikit-learn: immutable, thread-safe, and every method works row by row.</summary>
/// <remarks>Everything that a method takes for granted about the shapes of the fitted arrays is checked when the estimator is read.</remarks>
internal abstract class Estimator
{
    protected Estimator(PyObject source)
    {
        Name = source.Type.Name;
        var names = source.FindArray("feature_names_in_")?.ToValues();
        if (names is not null && names.All(n => n is string)) FeatureNames = Array.ConvertAll(names, n => (string)n!);
        if (source.Has("n_features_in_")) FeatureCount = source.Whole("n_features_in_");
        if (FeatureCount < 0 || (FeatureNames is not null && FeatureCount is not null && FeatureNames.Count != FeatureCount))
            throw source.Other("n_features_in_", "the number of features");
    }

    /// <summary>The class's name.</summary>
    public string Name { get; }

    public IReadOnlyList<string>? FeatureNames { get; protected init; }

    /// <summary>The number of features; null where the estimator does not say.</summary>
    public int? FeatureCount { get; protected init; }

    public abstract Methods Methods { get; }

    public virtual PredictionKind Kind => PredictionKind.Numbers;

    /// <summary>The classes of each output of a classifier; empty for anything else.</summary>
    public virtual IReadOnlyList<ClassLabels> Classes => [];

    /// <summary>How many numbers one row becomes at the most, on its way through the estimator.</summary>
    public virtual int Width => FeatureCount ?? 1;

    /// <summary>Whether a prediction is one number a row, and not a row of numbers.</summary>
    public virtual bool IsVector => true;

    /// <summary>Whether NaN is a value that the estimator takes.</summary>
    protected virtual bool TakesNaN => false;

    protected virtual bool TakesInfinity => false;

    public virtual Matrix Predict(Features x) => throw Lacks("predict");

    public virtual Matrix PredictProba(Features x) => throw Lacks("predict_proba");

    /// <summary>One column when there are two classes.</summary>
    public virtual Matrix DecisionFunction(Features x) => throw Lacks("decision_function");

    public virtual Features Transform(Features x) => throw Lacks("transform");

    public virtual Matrix ScoreSamples(Features x) => throw Lacks("score_samples");

    public bool Has(Methods method) => (Methods & method) != 0;

    /// <summary>Names, number of columns and values as scikit-learn's validate_data checks them; the columns as numbers.</summary>
    protected Matrix Numbers(Features x)
    {
        CheckColumns(x);
        var matrix = x.ToMatrix();
        if (TakesNaN && TakesInfinity) return matrix;
        foreach (var value in matrix.Values)
        {
            if (double.IsNaN(value) && !TakesNaN)
                throw new ArgumentException($"The input contains missing values (NaN), which {Name} does not accept. Impute them before, or in the pipeline.");
            if (double.IsInfinity(value) && !TakesInfinity) throw new ArgumentException($"The input contains infinity, which {Name} does not accept.");
        }
        return matrix;
    }

    protected void CheckColumns(Features x)
    {
        if (x.Names is not null && FeatureNames is not null) FeatureNameCheck.Run(FeatureNames, x.Names);
        if (FeatureCount is { } expected && expected != x.ColumnCount)
            throw new ArgumentException($"The input has {x.ColumnCount} features, but {Name} expects {expected}.");
    }

    protected LineaException Lacks(string method) => new(ErrorCode.NotSupported, $"{Name} has no {method}. It has: {string.Join(", ", NamesOf(Methods))}.");

    public static IEnumerable<string> NamesOf(Methods methods) =>
        from pair in ((Methods Method, string Name)[])[(Methods.Predict, "predict"), (Methods.PredictProba, "predict_proba"), (Methods.DecisionFunction, "decision_function"), (Methods.Transform, "transform"), (Methods.ScoreSamples, "score_samples")]
        where (methods & pair.Method) != 0
        select pair.Name;
}
