using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn;
using Xunit;
using static LineaSharp.Scoring.Tests.Sklearn.Fitted;

namespace LineaSharp.Scoring.Tests.Sklearn;

/// <summary>Models whose parts do not fit each other, and inputs that nobody has thought of.</summary>
public sealed class DamagedModelTests
{
    private static PyObject Scaler(int features) => Some("StandardScaler", ("with_mean", true), ("with_std", false), ("mean_", Numbers(Enumerable.Range(1, features).Select(i => (double)i).ToArray())), ("n_features_in_", (long)features));

    private static PyObject Logistic(int classes, int rows) => Some("LogisticRegression", ("classes_", Numbers(Enumerable.Range(0, classes).Select(i => (double)i).ToArray())),
        ("coef_", Square(rows, 2, Enumerable.Range(0, 2 * rows).Select(i => (double)i).ToArray())), ("intercept_", Numbers(new double[rows])), ("solver", "lbfgs"));

    private static PyObject Union(params (string Name, object? Part)[] parts) => Some("FeatureUnion", ("transformer_list", new PyList(parts.Select(p => (object?)new PyTuple([p.Name, p.Part])).ToList())));

    private static PyObject Bernoulli() =>
        Some("BernoulliNB", ("classes_", Numbers(0, 1)), ("feature_log_prob_", Square(2, 2, -0.5, -1, -2, -0.1)), ("class_log_prior_", Numbers(-0.7, -0.7)), ("binarize", null), ("n_features_in_", 2L));

    [Fact]
    public void An_estimator_in_two_files_of_one_array_is_not_changed_by_its_twin()
    {
        var (first, second) = (Bernoulli(), Bernoulli());
        second.Attributes.Set("class_log_prior_", first.Find("class_log_prior_"));
        var alone = SklearnFiles.Load(Bernoulli()).PredictProba(new double[,] { { 1, 0 } });

        _ = SklearnFiles.Load(first);

        Assert.Equal(alone, SklearnFiles.Load(second).PredictProba(new double[,] { { 1, 0 } }));
    }

    [Theory]
    [InlineData("1.5.2", 1.5)]
    [InlineData("1.6.0", 1)]
    public void Rows_that_have_nothing_in_common_fill_up_the_neighbours_until_1_6(string version, double expected)
    {
        var model = SklearnFiles.Load(Some("KNNImputer", ("weights", "uniform"), ("metric", "nan_euclidean"), ("add_indicator", false), ("missing_values", double.NaN), ("n_neighbors", 2L),
            ("_fit_X", Square(2, 2, 1, 1, double.NaN, 2)), ("_mask_fit_X", Square(2, 2, 0, 0, 1, 0)), ("_valid_mask", Numbers(1, 1)), ("n_features_in_", 2L), ("_sklearn_version", version)));

        Assert.Equal(new[,] { { 0, expected } }, model.Transform(new[,] { { 0, double.NaN } }));
    }

    [Fact]
    public void Columns_that_a_union_lets_pass_are_counted()
    {
        var model = SklearnFiles.Load(Union(("keep", "passthrough"), ("scaled", Scaler(3))));

        Assert.Equal(new double[,] { { 5, 5, 5, 4, 3, 2 } }, model.Transform(new double[,] { { 5, 5, 5 } }));
        Assert.Contains("expects 3", Assert.Throws<ArgumentException>(() => model.Transform(new double[,] { { 1, 2 } })).Message, StringComparison.Ordinal);
        Assert.Contains("expects 3", Assert.Throws<ArgumentException>(() => model.Transform([1, 2], new double[6])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_union_of_nothing_gives_no_columns() => Assert.Equal(0, SklearnFiles.Load(Union(("a", "drop"))).Transform(new double[2, 3]).GetLength(1));

    [Fact]
    public void A_row_is_not_transformed_in_place()
    {
        double[] row = [5, 5, 5];

        Assert.Contains("share memory", Assert.Throws<ArgumentException>(() => SklearnFiles.Load(Scaler(3)).Transform(row, row)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<object>> Inconsistent() => new()
    {
        { "1 scores for 1 classes", () => Logistic(1, 1) },
        { "does not give each row one class", () => Some("VotingClassifier", ("classes_", Numbers(0, 1)), ("voting", "hard"), ("estimators_", new PyList([Scaler(2)])), ("estimators", new PyList([]))) },
        { "one score for each class", () => Some("OneVsRestClassifier", ("label_binarizer_", Some("LabelBinarizer", ("classes_", Numbers(0, 1, 2)), ("y_type_", "multiclass"))), ("estimators_", new PyList([Logistic(3, 3), Logistic(3, 3), Logistic(3, 3)]))) },
        { "different numbers of values", () => Some("VotingRegressor", ("estimators_", new PyList([Some("DummyRegressor", ("constant_", Numbers()))])), ("estimators", new PyList([]))) },
        { "number of features", () => Some("BaggingRegressor", ("estimators_", new PyList([Scaler(2)]))) },
    };

    [Theory]
    [MemberData(nameof(Inconsistent))]
    public void Parts_that_do_not_fit_are_a_damaged_file(string message, Func<object> model)
    {
        var refused = Assert.Throws<LineaException>(() => SklearnFiles.Load(model()));

        Assert.Equal(ErrorCode.CorruptArtifact, refused.Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transformer_of_another_library_is_not_taken_for_scikit_learns()
    {
        var scaler = new PyObject(new PyGlobal("elsewhere", "StandardScaler"), PyTuple.Empty) { State = Scaler(1).State };
        var model = Some("TransformedTargetRegressor", ("regressor_", Some("Ridge", ("coef_", Numbers(0.5, 2)), ("intercept_", 1.0))), ("transformer_", scaler), ("_training_dim", 1L));

        Assert.Contains("elsewhere.StandardScaler", Assert.Throws<LineaException>(() => SklearnFiles.Load(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_that_holds_itself_is_no_number()
    {
        var itself = new PyArray(ReadBudget.ForFile("A test", 0));
        itself.Fill(PyDtype.Parse("O")!, [1], [itself]);

        Assert.Throws<LineaException>(() => SklearnFiles.Load(Some("Ridge", ("coef_", Numbers(0.5, 2)), ("intercept_", 1.0), ("n_features_in_", itself))));
    }
}
