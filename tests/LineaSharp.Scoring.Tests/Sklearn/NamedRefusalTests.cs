using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn;
using LineaSharp.Tests.Golden;
using Xunit;
using static LineaSharp.Scoring.Tests.Sklearn.Fitted;

namespace LineaSharp.Scoring.Tests.Sklearn;

/// <summary>Estimators whose options are computed in part: what is not is refused by its name.</summary>
public sealed class NamedRefusalTests
{
    private static PyObject Vectorizer(string pattern, object? stopWords, long longest, bool isFixed)
    {
        var vocabulary = new PyDict();
        vocabulary.Set("cat", 0L);
        return Some("CountVectorizer", ("analyzer", "word"), ("token_pattern", pattern), ("lowercase", true), ("stop_words", stopWords), ("ngram_range", new PyTuple([1L, longest])), ("binary", false),
            ("fixed_vocabulary_", isFixed), ("vocabulary_", vocabulary));
    }

    public static TheoryData<string, Func<object>> Refused() => new()
    {
        { "FunctionTransformer with the function numpy.ravel", () => Some("FunctionTransformer", ("func", new PyGlobal("numpy", "ravel"))) },
        { "FunctionTransformer with the function numpy.reciprocal", () => Some("FunctionTransformer", ("func", new PyGlobal("numpy", "reciprocal"))) },
        { "FunctionTransformer with the function os.log1p", () => Some("FunctionTransformer", ("func", new PyGlobal("os", "log1p"))) },
        { "FunctionTransformer with the function numpy.log and arguments for it", () => Some("FunctionTransformer", ("func", new PyGlobal("numpy", "log")), ("kw_args", One("where", true))) },
        { "FunctionTransformer with the inverse function __main__.back", () => Target(Some("FunctionTransformer", ("inverse_func", new PyGlobal("__main__", "back")))) },
        { "PCA with predictions that it is to transform back", () => Target(Some("PCA")) },
        { "SelectFromModel with the importances of a SVC", () => Some("SelectFromModel", ("estimator_", Some("SVC"))) },
        { "SelectFromModel with the importance_getter named_steps.a.coef_", () => Some("SelectFromModel", ("estimator_", Ridge), ("importance_getter", "named_steps.a.coef_")) },
        { "SelectFromModel with the threshold '2*max'", () => Some("SelectFromModel", ("estimator_", Ridge), ("threshold", "2*max")) },
        { "CountVectorizer with the token_pattern (a|b)+", () => Vectorizer("(a|b)+", null, 1, false) },
        { "CountVectorizer with the stop_words 'english'", () => Vectorizer(@"\w+", "english", 2, false) },
        { "CountVectorizer with the stop_words 'english', a list that is in scikit-learn", () => Vectorizer(@"\w+", "english", 1, true) },
        { "XGBClassifier with an objective that is a function", () => Some("XGBClassifier", ("n_classes_", 2L), ("objective", new PyGlobal("__main__", "loss"))) },
        { "XGBRegressor with a booster in the binary format of XGBoost before 1.3", () => Some("XGBRegressor", ("objective", null), ("_Booster", Some("Booster", ("handle", new PyBytes("CONFIG-offset:"u8.ToArray()))))) },
        { "KNNImputer with weights other than uniform", () => Some("KNNImputer", ("weights", "distance")) },
        { "IterativeImputer with values that are drawn at random", () => Some("IterativeImputer", ("sample_posterior", true)) },
        { "NearestCentroid with the metric cosine", () => Some("NearestCentroid", ("classes_", Numbers(0)), ("centroids_", Square(1, 1, 0)), ("metric", "cosine")) },
        { "OneVsOneClassifier with a precomputed kernel", () => Some("OneVsOneClassifier", ("classes_", Numbers(0, 1)), ("pairwise_indices_", new PyList([]))) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_not_computed_is_refused_by_name(string message, Func<object> model)
    {
        var refused = Assert.Throws<LineaException>(() => SklearnFiles.Load(model()));

        Assert.Equal(ErrorCode.NotSupported, refused.Code);
        Assert.StartsWith("The model has a " + message, refused.Message, StringComparison.Ordinal);
        Assert.Contains("LineaSharp.Python", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("numpy", "log1p")]
    [InlineData("numpy.core._multiarray_umath", "log1p")]
    [InlineData("numpy._core._multiarray_umath", "log1p")]
    [InlineData("scipy.special._ufuncs", "log1p")]
    public void A_function_is_found_by_the_names_of_all_releases(string module, string name)
    {
        var model = SklearnFiles.Load(Some("FunctionTransformer", ("func", new PyGlobal(module, name)), ("n_features_in_", 1L)));
        var rebuilt = SklearnFiles.Load(Some("FunctionTransformer", ("func", new PyObject(new PyGlobal("numpy.core", "_ufunc_reconstruct"), new PyTuple([module, name]))), ("n_features_in_", 1L)));

        Assert.Equal(1e-20, model.Transform(new[,] { { 1e-20 } })[0, 0]);
        Assert.Equal(Math.Log(1e308), model.Transform(new[,] { { 1e308 } })[0, 0], 10);
        Assert.Equal(1e-20, rebuilt.Transform(new[,] { { 1e-20 } })[0, 0]);
    }

    [Theory]
    [InlineData(710.0, double.PositiveInfinity)]
    [InlineData(-800.0, -1)]
    [InlineData(1e-20, 1e-20)]
    public void The_exponential_minus_one_is_exact_at_its_ends(double x, double expected) => Assert.Equal(expected, SmallNumbers.ExpMinus1(x));

    [Fact]
    public void The_exponential_minus_one_does_not_overflow_before_the_exponential() => Assert.Equal(Math.Exp(709), SmallNumbers.ExpMinus1(709), Math.Exp(709) * 1e-15);

    [Fact]
    public void A_sum_at_the_threshold_is_refused_where_its_last_bit_decides()
    {
        // Nine coefficients a feature, whose sum depends on how the array lies in memory.
        var nine = Enumerable.Range(0, 9).SelectMany(_ => new[] { 0.1, 0.1 }).ToArray();
        var coefficients = new PyArray(ReadBudget.ForFile("A test", 0)).Fill(PyDtype.Parse("f8")!, [9, 2], nine.SelectMany(BitConverter.GetBytes).ToArray(), false);
        var model = Some("SelectFromModel", ("estimator_", Some("Ridge", ("coef_", coefficients))), ("threshold", "mean"));

        var refused = Assert.Throws<LineaException>(() => SklearnFiles.Load(model));

        Assert.Contains("the feature 0 at the threshold", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LogisticRegression", "1.8.0", "l1_ratio", 1.0, 2)]
    [InlineData("LogisticRegression", "1.7.2", "l1_ratio", 1.0, 1)]
    [InlineData("LogisticRegression", "1.8.0", "l1_ratio", 0.0, 1)]
    [InlineData("ElasticNet", "1.8.0", "l1_ratio", 1.0, 2)]
    [InlineData("ElasticNetCV", "1.8.0", "l1_ratio", 1.0, 1)]
    [InlineData("ElasticNetCV", "1.2.1", "l1_ratio", 1.0, 2)]
    [InlineData("Lasso", "1.8.0", "alpha", 1.0, 2)]
    [InlineData("Ridge", "1.8.0", "alpha", 1.0, 1)]
    public void What_is_left_of_a_penalty_is_kept_as_the_release_did(string estimator, string version, string option, double value, int columns)
    {
        // The mean is 1.05, and the smaller one is above 1e-5.
        var model = SklearnFiles.Load(Some("SelectFromModel", ("estimator_", Some(estimator, ("coef_", Numbers(0.1, -2)), ("_sklearn_version", version), (option, value))), ("threshold", null)));

        Assert.Equal(columns, model.Transform(new double[1, 2]).GetLength(1));
    }

    [Theory]
    [InlineData("scoring", "catboost-multiclass")]
    [InlineData("scoring", "catboost-categorical")]
    public void The_cbm_of_a_pickled_CatBoost_class_predicts(string set, string name)
    {
        var expected = ExpectedPredictions.Of(set)[name]!.AsObject();
        var cbm = new PyBytes(File.ReadAllBytes(Path.Combine(ExpectedPredictions.Folder(set, name), "model.cb")));
        var model = SklearnFiles.Load(Some(name.Contains("multiclass", StringComparison.Ordinal) ? "CatBoostClassifier" : "CatBoostRegressor", ("loss_function", "of no interest"), ("__model", cbm)));
        var table = RecordedSklearnTests.TableOf(expected["input"]!.AsObject());

        foreach (var (method, answer) in expected.Where(e => e.Key != "input"))
            Assert.InRange(Compare.Largest(answer!.AsArray(), RecordedSklearnTests.Ask(model, method, table)), 0, 1e-6);
    }

    private static PyDict One(string name, object? value)
    {
        var dict = new PyDict();
        dict.Set(name, value);
        return dict;
    }


    private static PyObject Target(PyObject transformer) => Some("TransformedTargetRegressor", ("regressor_", Ridge), ("transformer_", transformer), ("_training_dim", 1L));
}
