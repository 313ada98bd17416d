using LineaSharp.Models;
using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Scoring.Tests.Sklearn;

public sealed class SklearnModelTests
{
    private static SklearnModel Load(string set, string name) => SklearnFiles.Load(ModelDirectory.Open(ExpectedPredictions.Folder(set, name)), CancellationToken.None);

    private static SklearnModel Logistic => Load("scoring", "sklearn-skops-logistic-3-strings");

    private static Table Row(params string[] names) => new(names.Select((n, i) => new TableColumn(n, new[] { 0.5 + i })).ToArray());

    [Fact]
    public void The_model_says_what_it_is()
    {
        var model = Logistic;

        Assert.Equal("LogisticRegression", model.EstimatorName);
        Assert.Equal("1.9.1", model.SklearnVersion);
        Assert.Equal(["a", "b", "c", "d"], model.FeatureNames);
        Assert.Equal(4, model.FeatureCount);
        Assert.Equal(["hi", "lo", "mid"], model.Classes!.Cast<string>());
        Assert.Equal(["predict", "predict_proba", "decision_function"], model.MethodNames);
    }

    [Fact]
    public void A_table_a_matrix_and_a_span_give_the_same()
    {
        var model = Logistic;
        double[,] matrix = { { 0.5, 1.5, 2.5, 3.5 } };
        double[] rows = [0.5, 1.5, 2.5, 3.5];

        var ofTable = model.PredictProba(Row("a", "b", "c", "d"));

        Assert.Equal(ofTable, model.PredictProba(matrix));
        Assert.Equal(ofTable, model.PredictProba(rows.AsSpan()));
        Assert.Equal((string[])model.Predict(matrix), (string[])model.Predict(rows.AsSpan()));
    }

    [Fact]
    public void A_row_of_numbers_gives_the_place_of_the_class_and_its_probability()
    {
        var model = Logistic;
        double[] row = [0.5, 1.5, 2.5, 3.5];
        double[] place = new double[model.PredictionCount], probabilities = new double[model.Classes!.Count];

        model.Predict(row, place);
        model.PredictProba(row, probabilities);

        Assert.Equal(((string[])model.Predict(row))[0], model.Classes[(int)place[0]]);
        Assert.Equal(model.PredictProba(row).Cast<double>(), probabilities);
        Assert.Contains("room for 2 numbers; predict_proba gives 3", Assert.Throws<ArgumentException>(() => model.PredictProba(row, new double[2])).Message, StringComparison.Ordinal);
        Assert.Contains("has 3 features, but LogisticRegression expects 4", Assert.Throws<ArgumentException>(() => model.Predict(row.AsSpan(1), place)).Message, StringComparison.Ordinal);
        Assert.Contains("(NaN)", Assert.Throws<ArgumentException>(() => model.Predict([1, 2, 3, double.NaN], place)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_numbers_is_no_input_for_a_model_that_reads_texts()
    {
        var model = Load("pickles", "sk1.9-columns-pipeline");

        var refused = Assert.Throws<LineaException>(() => model.Predict([1.0], new double[1]));

        Assert.Equal(ErrorCode.NotSupported, refused.Code);
        Assert.Contains("reads texts", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b,x,d", "unseen at fit time: x. Feature names seen at fit time, yet now missing: c.")]
    [InlineData("a,b,c", "yet now missing: d.")]
    [InlineData("a,b,c,d,e", "unseen at fit time: e.")]
    [InlineData("b,a,c,d", "same order as they were in fit: a, b, c, d.")]
    public void Columns_must_be_those_of_the_fit(string columns, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Logistic.Predict(Row(columns.Split(',')))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_matrix_must_have_as_many_columns_as_the_fit() =>
        Assert.Contains("has 3 features, but LogisticRegression expects 4", Assert.Throws<ArgumentException>(() => Logistic.Predict(new double[1, 3])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(double.NaN, "missing values (NaN)")]
    [InlineData(double.PositiveInfinity, "infinity")]
    public void What_scikit_learn_refuses_is_refused(double value, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Logistic.Predict(new[,] { { 1, 2, 3, value } })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_method_that_the_estimator_lacks_names_those_that_it_has()
    {
        var refused = Assert.Throws<LineaException>(() => Logistic.Transform(new double[1, 4]));

        Assert.Equal(ErrorCode.NotSupported, refused.Code);
        Assert.Equal("LogisticRegression has no transform. It has: predict, predict_proba, decision_function.", refused.Message);
    }

    [Fact]
    public void An_estimator_that_is_not_known_is_refused_with_the_ways_out()
    {
        var unknown = new PyObject(new PyGlobal("sklearn.gaussian_process._gpr", "GaussianProcessRegressor"), PyTuple.Empty);

        var refused = Assert.Throws<LineaException>(() => SklearnFiles.Load(unknown));

        Assert.Equal(ErrorCode.NotSupported, refused.Code);
        Assert.Contains("sklearn.gaussian_process._gpr.GaussianProcessRegressor", refused.Message, StringComparison.Ordinal);
        Assert.Contains("LineaSharp.Python", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ONNX", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("predict_fn: predict\n", "predict_fn: predict_log_proba\n", "its predict_fn is 'predict_log_proba'")]
    [InlineData("serialization_format: skops", "serialization_format: dill", "saved as 'dill'")]
    public void What_the_manifest_rules_out_is_an_obstacle(string was, string becomes, string obstacle)
    {
        var text = File.ReadAllText(Path.Combine(ExpectedPredictions.Folder("scoring", "sklearn-skops-logistic-binary"), "MLmodel"));

        Assert.Null(new NativeScoring().FindObstacle(MLmodel.Parse(text)));
        Assert.Contains(obstacle, new NativeScoring().FindObstacle(MLmodel.Parse(text.Replace(was, becomes, StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sklearn-skops-random-forest")]
    [InlineData("sklearn-skops-svc-rbf")]
    [InlineData("sklearn-skops-columns-pipeline")]
    public void Many_rows_at_once_give_what_each_gives_alone(string name)
    {
        var model = Load("scoring", name);
        var recorded = RecordedSklearnTests.TableOf(ExpectedPredictions.Of("scoring")[name]!["input"]!.AsObject());
        var columns = recorded.Columns;

        var together = model.Predict(new Table(columns.Select(c => Rows(c, i => i % c.Length, 3000)).ToArray())).Cast<object>().ToArray();
        var alone = new object[3000];
        Parallel.For(0, alone.Length, i => alone[i] = model.Predict(new Table(columns.Select(c => Rows(c, _ => i % c.Length, 1)).ToArray())).GetValue(0)!);

        Assert.Equal(alone, together);
    }

    private static TableColumn Rows(TableColumn column, Func<int, int> row, int count) => column.Values is string?[] texts
        ? new(column.Name, Enumerable.Range(0, count).Select(i => texts[row(i)]).ToArray())
        : new(column.Name, Enumerable.Range(0, count).Select(i => ((double[])column.Values)[row(i)]).ToArray());

    [Fact]
    public async Task The_flavor_gives_the_model_as_its_type()
    {
        IModelFlavor flavor = new NativeScoring();
        var directory = ModelDirectory.Open(ExpectedPredictions.Folder("pickles", "sk1.0-columns-pipeline"));

        Assert.False(directory.IsTrusted);
        Assert.True(flavor.CanLoadAs(typeof(SklearnModel)));
        Assert.Equal("Pipeline", Assert.IsType<SklearnModel>(await flavor.LoadAsync(directory, typeof(SklearnModel), CancellationToken.None)).EstimatorName);
    }
}
