using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>What the numbers of a prediction are.</summary>
internal enum PredictionKind
{
    Numbers,
    /// <summary>Numbers of classes, which <see cref="Estimator.Classes"/> names.</summary>
    Classes,
    /// <summary>Whole numbers of 64 bits: 1 and -1 of outlier detectors, 0 and 1 of classifiers that give a row several labels.</summary>
    Int64,
    /// <summary>Whole numbers of 32 bits: numbers of clusters.</summary>
    Int32,
}

/// <summary>A fitted estimator of scikit-learn: immutable, thread-safe, and every method a function of rows.</summary>
/// <remarks>A constructor checks all that the functions take for granted about the shapes of the fitted arrays, and then says which methods there are.</remarks>
internal abstract class Estimator
{
    public static IReadOnlyList<string> AllMethods { get; } = ["predict", "predict_proba", "decision_function", "transform", "score_samples"];

    protected Estimator(PyObject source)
    {
        Name = source.Type.Name;
        var names = source.FindArray("feature_names_in_")?.ToValues();
        if (names is not null && names.All(n => n is string)) FeatureNames = Array.ConvertAll(names, n => (string)n!);
        if (source.Has("n_features_in_")) FeatureCount = RowFunction.Bounded(source.Whole("n_features_in_"));
        FeatureCount ??= FeatureNames?.Count;
        if (FeatureCount < 0 || (FeatureNames is not null && FeatureCount is not null && FeatureNames.Count != FeatureCount))
            throw source.Other("n_features_in_", "the number of features");
    }

    /// <summary>The class's name.</summary>
    public string Name { get; }

    public IReadOnlyList<string>? FeatureNames { get; protected init; }

    /// <summary>The number of features; null where the estimator does not say.</summary>
    public int? FeatureCount { get; protected init; }

    public RowFunction? Predict { get; protected set; }

    /// <summary>The classes' probabilities; of several outputs one after the other.</summary>
    public RowFunction? PredictProba { get; protected set; }

    /// <summary>One score when there are two classes.</summary>
    public RowFunction? DecisionFunction { get; protected set; }

    public RowFunction? Transform { get; protected set; }

    public RowFunction? ScoreSamples { get; protected set; }

    /// <summary>The names of the methods that it has.</summary>
    public IEnumerable<string> MethodNames => AllMethods.Where(m => FindMethod(m) is not null);

    public virtual PredictionKind Kind => PredictionKind.Numbers;

    /// <summary>The classes of each output of a classifier; empty for anything else.</summary>
    public virtual IReadOnlyList<ClassLabels> Classes => [];

    /// <summary>Whether a prediction is one number a row, and not a row of numbers.</summary>
    public virtual bool IsVector => true;

    /// <summary>Whether NaN is a value that the estimator takes.</summary>
    protected virtual bool TakesNaN => false;

    protected virtual bool TakesInfinity => false;

    /// <summary>The classes of an estimator that gives each row one of them.</summary>
    /// <exception cref="LineaException">CorruptArtifact: it does not, though what holds it takes it for granted.</exception>
    public ClassLabels OneOfClasses() => Kind == PredictionKind.Classes && Classes is [var only] && Predict is { Outputs: 1 } ? only
        : throw SklearnErrors.IsInconsistent(Name, "it does not give each row one class");

    /// <summary>A method by its name in scikit-learn; null when the estimator has none of that name.</summary>
    public RowFunction? FindMethod(string name) => name switch
    {
        "predict" => Predict,
        "predict_proba" => PredictProba,
        "decision_function" => DecisionFunction,
        "transform" => Transform,
        "score_samples" => ScoreSamples,
        _ => null,
    };

    /// <exception cref="LineaException">NotSupported: the estimator has no such method; the message lists those that it has.</exception>
    public RowFunction Method(string name) =>
        FindMethod(name) ?? throw new LineaException(ErrorCode.NotSupported, $"{Name} has no {name}. It has: {string.Join(", ", MethodNames)}.");

    /// <summary>A function of numbers that are checked first as scikit-learn's validate_data does: names, number of columns and values.</summary>
    /// <param name="outputs">How many numbers it makes of a row; null is one for each feature.</param>
    /// <param name="map">Makes them.</param>
    protected RowFunction OfNumbers(int? outputs, RowMap map) => OfNumbers(new MapFunction(outputs ?? FeatureCount, map));

    /// <inheritdoc cref="OfNumbers(int?, RowMap)"/>
    protected RowFunction OfNumbers(RowFunction function) => new Checked(this, function, ofNumbers: true);

    /// <summary>A function of columns whose names and number are checked first.</summary>
    protected RowFunction OfColumns(RowFunction function) => new Checked(this, function, ofNumbers: false);

    private void CheckColumns(Features x)
    {
        if (x.Names is not null && FeatureNames is not null) FeatureNameCheck.Run(FeatureNames, x.Names);
        CheckCount(x.ColumnCount);
    }

    protected void CheckCount(int columns)
    {
        if (FeatureCount is { } expected && expected != columns) throw new ArgumentException($"The input has {columns} features, but {Name} expects {expected}.");
    }

    private void CheckValues(ReadOnlySpan<double> values)
    {
        if (TakesNaN && TakesInfinity) return;
        foreach (var value in values)
        {
            if (double.IsNaN(value) && !TakesNaN)
                throw new ArgumentException($"The input contains missing values (NaN), which {Name} does not accept. Impute them before, or in the pipeline.");
            if (double.IsInfinity(value) && !TakesInfinity) throw new ArgumentException($"The input contains infinity, which {Name} does not accept.");
        }
    }

    private sealed class Checked(Estimator estimator, RowFunction function, bool ofNumbers) : RowFunction
    {
        public override int Outputs => function.Outputs;

        public override int Width => Math.Max(function.Width, estimator.FeatureCount ?? 1);

        public override bool TakesNumbers => function.TakesNumbers;

        public override Features Of(Features x)
        {
            estimator.CheckColumns(x);
            if (!ofNumbers) return function.Of(x);
            var numbers = x.ToMatrix();
            estimator.CheckValues(numbers.Values);
            return function.Of(Features.Of(numbers));
        }

        public override void Of(ReadOnlySpan<double> row, Span<double> result)
        {
            estimator.CheckCount(row.Length);
            if (ofNumbers) estimator.CheckValues(row);
            function.Of(row, result);
        }
    }
}
