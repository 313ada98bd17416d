using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn;
using Xunit;
using static LineaSharp.Scoring.Tests.Sklearn.Fitted;

namespace LineaSharp.Scoring.Tests.Sklearn;

/// <summary>Models of a few bytes that claim to be large: one object in many places, and numbers of features that nobody has.</summary>
public sealed class OversizedModelTests
{
    private const long MostBytes = 512 << 20;

    private static PyObject Union(IEnumerable<PyObject> parts) => Some("FeatureUnion", ("transformer_list", new PyList(parts.Select(p => (object?)new PyTuple(["a", p])).ToList())));

    private static PyObject Polynomial(long features, long degree) =>
        Some("PolynomialFeatures", ("n_features_in_", features), ("degree", degree), ("include_bias", false), ("interaction_only", false));

    private static PyObject Spline()
    {
        var spline = Some("BSpline", ("t", Numbers(Enumerable.Range(0, 2002).Select(i => (double)i).ToArray())), ("k", 0L), ("c", Square(2001, 2001, new double[2001 * 2001])));
        return Some("SplineTransformer", ("bsplines_", new PyList(Enumerable.Repeat<object?>(spline, 100_000).ToList())), ("degree", 0L), ("extrapolation", "constant"), ("include_bias", true));
    }

    public static TheoryData<string, Func<object>> Refused() => new()
    {
        { "rows of 2000000000 values", () => Some("FunctionTransformer", ("func", null), ("n_features_in_", 2_000_000_000L)) },
        { "rows of 2000000000 values", () => Some("MissingIndicator", ("features_", Numbers()), ("n_features_in_", 2_000_000_000L)) },
        { "rows of 20000000 values", () => Union(Enumerable.Repeat(Some("FunctionTransformer", ("func", null), ("n_features_in_", 10_000_000L)), 2)) },
        { "rows of 200100000 values", Spline },
        { "polynomials have more than", () => Polynomial(1000, 3) },
        { "polynomials have more than", () => Polynomial(10_000_000, 1) },
        { "polynomials have more than", () => Union(Enumerable.Range(0, 100).Select(_ => Polynomial(300, 2))) },
        { "more than 100000 estimators", () => Enumerable.Range(0, 30).Aggregate(Ridge, (inner, _) => Some("VotingRegressor", ("estimators_", new PyList([inner, inner])), ("estimators", new PyList([])))) },
        { "more than 100000 estimators", () => Enumerable.Range(0, 30).Aggregate(Some("StandardScaler", ("with_std", false), ("with_mean", false)), (inner, _) => Steps(inner, inner)) is var steps ? Target(steps) : Ridge },
        { "nests them deeper than 40", () => Target(HoldsItself()) },
        { "nests them deeper than 40", () => Enumerable.Range(0, 50).Aggregate(Ridge, (inner, _) => Some("GridSearchCV", ("best_estimator_", inner))) },
    };

    private static PyObject Steps(params object?[] steps) => Some("Pipeline", ("steps", new PyList(steps.Select(s => (object?)new PyTuple(["a", s])).ToList())));

    private static PyObject Target(PyObject transformer) => Some("TransformedTargetRegressor", ("regressor_", Ridge), ("transformer_", transformer), ("_training_dim", 1L));

    private static PyObject HoldsItself()
    {
        var scaler = Some("PowerTransformer", ("lambdas_", Numbers(1)), ("method", "yeo-johnson"), ("standardize", true));
        scaler.Attributes.Set("_scaler", scaler);
        return scaler;
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Claims_beyond_measure_are_refused(string message, Func<object> model)
    {
        var root = model();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refused = Assert.Throws<LineaException>(() => SklearnFiles.Load(root));

        Assert.Equal(ErrorCode.NotSupported, refused.Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
    }

    [Fact]
    public void One_object_in_many_places_predicts_in_each()
    {
        var model = SklearnFiles.Load(Some("VotingRegressor", ("estimators_", new PyList(Enumerable.Repeat<object?>(Ridge, 1000).ToList())), ("estimators", new PyList([]))));

        Assert.Equal([1 + 0.5 + 4], (double[])model.Predict(new double[,] { { 1, 2 } }));
    }
}
