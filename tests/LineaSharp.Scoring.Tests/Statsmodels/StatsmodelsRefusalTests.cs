using LineaSharp.Models;
using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Statsmodels;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Scoring.Tests.Statsmodels;

public sealed class StatsmodelsRefusalTests
{
    [Fact]
    public void Columns_are_found_by_name_in_any_order_and_by_order_where_none_has_a_name_of_the_model()
    {
        var model = Model("sk1.9-sm-ols");
        var rows = new[] { [1.0, 0.5, -0.2, 3, 0.7], new[] { 1.0, -1, 0.1, 5, 0 } };
        string[] names = ["const", "a", "b", "c", "d"];

        var expected = model.Predict(Matrix(rows));

        Assert.Equal(names, model.InputColumns);
        Assert.Equal(expected, model.Predict(Some([0, 1, 2, 3, 4], n => n)));
        Assert.Equal(expected, model.Predict(Some([4, 2, 0, 1, 3], n => n)));
        Assert.Equal(expected, model.Predict(Some([0, 1, 2, 3, 4], n => "x" + n)));

        Table Some(int[] order, Func<string, string> name) => new(order.Select(i => new TableColumn(name(names[i]), rows.Select(r => r[i]).ToArray())).ToArray());
    }

    [Fact]
    public void A_missing_constant_is_asked_for()
    {
        var error = Assert.Throws<ArgumentException>(() => Model("sk1.9-sm-ols").Predict(new Table(((string[])["a", "b", "c", "d"]).Select(n => new TableColumn(n, new double[1])).ToArray())));

        Assert.Contains("lacks the columns const", error.Message);
        Assert.Contains("column of 1", error.Message);
    }

    [Fact]
    public void Without_data_columns_go_by_order_and_their_number_must_fit()
    {
        var model = Model("sk1.9-sm-ols-no-data");

        Assert.Null(model.InputColumns);
        Assert.Contains("takes 5 columns", Assert.Throws<ArgumentException>(() => model.Predict(new double[2, 4])).Message);
        Assert.Contains("6 were given", Assert.Throws<ArgumentException>(() => model.Predict(new double[2, 6])).Message);
    }

    [Fact]
    public void Outcomes_have_probabilities_and_others_have_not()
    {
        var outcomes = Model("sk1.9-sm-mnlogit");

        Assert.Equal(3, outcomes.OutcomeCount);
        Assert.Contains("PredictProbabilities", Assert.Throws<LineaException>(() => outcomes.Predict(new double[1, 3])).Message);
        Assert.Equal(ErrorCode.NotSupported, Assert.Throws<LineaException>(() => Model("sk1.9-sm-ols").PredictProbabilities(new double[1, 5])).Code);
    }

    [Fact]
    public async Task Probabilities_as_a_pyfunc_are_a_table_with_the_columns_of_pandas()
    {
        await using var model = await PyFuncModel.OpenAsync(ModelDirectory.Open(ExpectedPredictions.Folder("pickles", "sk1.9-sm-mnlogit")), [new NativeScoring()], cancellationToken: TestContext.Current.CancellationToken);

        var table = (await model.PredictAsync(new double[2, 3], cancellationToken: TestContext.Current.CancellationToken)).Table!;

        Assert.Equal(["0", "1", "2"], table.Columns.Select(c => c.Name));
        Assert.Equal(2, table.RowCount);
    }

    [Fact]
    public void A_level_that_training_has_not_seen_is_refused_and_a_missing_one_has_no_prediction()
    {
        var model = Model("sk1.9-sm-formula-ols");

        Assert.Equal("y ~ a + b + C(color)", model.Formula);
        Assert.Equal(["color", "a", "b"], model.InputColumns);
        var error = Assert.Throws<ArgumentException>(() => model.Predict(Colors("purple")));
        Assert.Contains("'purple'", error.Message);
        Assert.Contains("green", error.Message);
        Assert.Equal(double.NaN, Assert.Single(model.Predict(Colors(null))));
        Assert.Contains("formula", Assert.Throws<ArgumentException>(() => model.Predict(new double[1, 3])).Message);

        static Table Colors(string? color) => new(new("a", new[] { 0.0 }), new("b", new[] { 0.0 }), new("color", new[] { color }));
    }

    [Theory]
    [InlineData("np.log(a)")]
    [InlineData("I(a ** 2)")]
    [InlineData("a:np.log(b)")]
    [InlineData("C(color, Sum)[S.red]")]
    [InlineData("C(color)[T.purple]")]
    [InlineData("a[T.red]:")]
    [InlineData("Q('my column')")]
    public void A_term_of_a_formula_that_is_not_computed_is_refused_by_name(string term)
    {
        var pickled = (PyObject)PickleReader.ReadFile(File("sk1.9-sm-formula-ols"))!;
        var frame = PandasFrame.Find(pickled.Object("_results").Object("model").Object("data").Find("frame"))!;

        var error = Assert.Throws<LineaException>(() => FormulaDesign.Of("y ~ something", ["Intercept", term], frame));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains($"'{term}'", error.Message);
        Assert.Contains("y ~ something", error.Message);
    }

    [Theory]
    [InlineData("statsmodels.tsa.arima.model", "ARIMA", "time-series")]
    [InlineData("statsmodels.regression.mixed_linear_model", "MixedLM", "MixedLM")]
    [InlineData("somewhere.linear_model", "OLS", "OLS")]
    public void Other_models_are_refused_by_name(string module, string name, string word)
    {
        var model = new PyObject(new PyGlobal(module, name), PyTuple.Empty);
        var results = With(new PyObject(new PyGlobal("statsmodels", "Results"), PyTuple.Empty), "model", model);

        var error = Assert.Throws<LineaException>(() => StatsmodelsFile.Read(results));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains(word, error.Message);
        Assert.Contains("LineaSharp.Python", error.Message);
    }

    [Fact]
    public void A_link_that_is_not_known_is_refused_by_name()
    {
        var link = new PyObject(new PyGlobal("statsmodels.genmod.families.links", "CDFLink"), PyTuple.Empty);
        var model = With(new PyObject(new PyGlobal("m", "GLM"), PyTuple.Empty), "family", With(new PyObject(new PyGlobal("m", "Binomial"), PyTuple.Empty), "link", link));

        Assert.Contains("CDFLink", Assert.Throws<LineaException>(() => MeanFunction.OfGlm(model)).Message);
    }

    [Fact]
    public void The_normal_distribution_is_exact_in_its_tails()
    {
        // Of scipy.stats.norm.cdf.
        (double At, double Probability)[] known = [(0, 0.5), (-1, 0.15865525393145707), (2, 0.9772498680518208), (-3, 0.0013498980316300933), (-8, 6.22096057427174e-16), (-20, 2.7536241186061556e-89), (-37, 5.7255712225239266e-300), (9, 1)];
        foreach (var (at, probability) in known) Assert.InRange(NormalDistribution.Cdf(at) / probability, 1 - 1e-12, 1 + 1e-12);
        Assert.Equal(double.NaN, NormalDistribution.Cdf(double.NaN));
        Assert.Equal((0, 1), (NormalDistribution.Cdf(double.NegativeInfinity), NormalDistribution.Cdf(double.PositiveInfinity)));
    }

    [Fact]
    public void Ten_thousand_mutations_end_in_a_prediction_or_an_error_of_ours()
    {
        var random = new Random(21);
        var (values, errors) = (0, 0);
        foreach (var name in (string[])["sk1.0-sm-formula-ols", "sk1.9-sm-formula-ols", "sk1.9-sm-glm-binomial", "sk1.0-sm-mnlogit", "sk1.9-sm-ols-no-data"])
        {
            var bytes = System.IO.File.ReadAllBytes(File(name));
            var input = new Table(((string[])["const", "a", "b", "c", "d"]).Select(n => new TableColumn(n, new[] { 1.0 })).Append(new("color", new[] { "red" })).ToArray());
            for (var i = 0; i < 2000; i++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    var model = new StatsmodelsModel(StatsmodelsFile.Read(PickleReader.Read(Mutated(bytes, random))));
                    if (model.OutcomeCount is null) model.Predict(input);
                    else model.PredictProbabilities(input);
                    values++;
                }
                catch (Exception e) when (e is LineaException or ArgumentException { ParamName: null })
                {
                    errors++;
                }
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
            }
        }
        Assert.True(values > 500 && errors > 500, $"{values} predictions, {errors} errors");
    }

    private static byte[] Mutated(byte[] bytes, Random random)
    {
        var mutated = (byte[])bytes.Clone();
        // Most of a file is numbers: the instructions and names are at both ends.
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(3) switch { 0 => random.Next(mutated.Length), 1 => random.Next(Math.Min(2500, mutated.Length)), _ => mutated.Length - 1 - random.Next(Math.Min(2500, mutated.Length)) };
            mutated[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(mutated[at] ^ (1 << random.Next(8)));
        }
        return random.Next(20) == 0 ? mutated[..random.Next(mutated.Length)] : mutated;
    }

    private static PyObject With(PyObject made, string name, object? value)
    {
        var attributes = new PyDict();
        attributes.Set(name, value);
        made.State = attributes;
        return made;
    }

    private static string File(string name) => Path.Combine(ExpectedPredictions.Folder("pickles", name), "model.statsmodels");

    private static StatsmodelsModel Model(string name) => StatsmodelsModel.FromFile(File(name));

    private static double[,] Matrix(double[][] rows)
    {
        var matrix = new double[rows.Length, rows[0].Length];
        for (var r = 0; r < rows.Length; r++)
            for (var c = 0; c < rows[0].Length; c++) matrix[r, c] = rows[r][c];
        return matrix;
    }
}
