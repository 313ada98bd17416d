using System.Buffers.Binary;
using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn;
using Xunit;

namespace LineaSharp.Scoring.Tests.Sklearn;

/// <summary>Trees of scikit-learn whose arrays do not make trees.</summary>
public sealed class HostileTreeTests
{
    // A split on feature 0 at 0.5 with two leaves; then one array of it is another.
    private static readonly Dictionary<string, double[]> Tree = new()
    {
        ["left_child"] = [1, -1, -1], ["right_child"] = [2, -1, -1], ["feature"] = [0, -2, -2], ["threshold"] = [0.5, -2, -2], ["n_node_samples"] = [2, 1, 1], ["missing_go_to_left"] = [0, 0, 0],
    };

    private static readonly Dictionary<string, double[]> Histogram = new()
    {
        ["left"] = [1, 0, 0], ["right"] = [2, 0, 0], ["feature_idx"] = [0, 0, 0], ["num_threshold"] = [0.5, 0, 0], ["missing_go_to_left"] = [0, 0, 0], ["is_leaf"] = [0, 1, 1], ["value"] = [0, 3, 4],
        ["is_categorical"] = [0, 0, 0], ["bitset_idx"] = [0, 0, 0],
    };

    [Fact]
    public void The_trees_that_are_damaged_below_predict_when_they_are_whole()
    {
        Assert.Equal([3.0, 4.0], (double[])SklearnFiles.Load(Regressor(Tree, [3, 1, 1], [9, 3, 4])).Predict(new double[,] { { 0 }, { 1 } }));
        Assert.Equal([3.0, 4.0], (double[])SklearnFiles.Load(Boosting(Histogram)).Predict(new double[,] { { 0 }, { 1 } }));
    }

    public static TheoryData<string, double[]> Damages => new()
    {
        { "left_child", [3, -1, -1] }, { "left_child", [1e18, -1, -1] }, { "left_child", [-2, -1, -1] }, { "left_child", [0, -1, -1] }, { "left_child", [2, -1, -1] },
        { "right_child", [3, -1, -1] }, { "right_child", [-1, -1, -1] }, { "right_child", [0, -1, -1] }, { "right_child", [2147483647, -1, -1] },
        { "feature", [1, -2, -2] }, { "feature", [-1, -2, -2] }, { "feature", [1e18, -2, -2] }, { "threshold", [double.NaN, -2, -2] },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_tree_that_leads_out_of_itself_or_in_a_circle_is_refused(string field, double[] values)
    {
        var damaged = new Dictionary<string, double[]>(Tree) { [field] = values };

        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => SklearnFiles.Load(Regressor(damaged, [3, 1, 1], [9, 3, 4]))).Code);
        // The same tree inside of a forest, of boosting and of others.
        foreach (var (module, name, list) in (ReadOnlySpan<(string, string, string)>)[("sklearn.ensemble._forest", "RandomForestRegressor", "estimators_"), ("sklearn.ensemble._forest", "ExtraTreesRegressor", "estimators_")])
        {
            var forest = Made(module, name, (list, new PyList([Regressor(Tree, [3, 1, 1], [9, 3, 4]), Regressor(damaged, [3, 1, 1], [9, 3, 4])])), ("n_features_in_", 1L), ("n_outputs_", 1L));
            Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => SklearnFiles.Load(forest)).Code);
        }
    }

    public static TheoryData<string, double[]> HistogramDamages => new()
    {
        { "left", [3, 0, 0] }, { "left", [0, 0, 0] }, { "left", [2, 0, 0] }, { "left", [4294967295, 0, 0] }, { "right", [3, 0, 0] }, { "right", [4294967295, 0, 0] },
        { "feature_idx", [1, 0, 0] }, { "feature_idx", [-1, 0, 0] }, { "num_threshold", [double.NaN, 0, 0] }, { "is_leaf", [0, 0, 1] }, { "bitset_idx", [7, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(HistogramDamages))]
    public void A_tree_of_histogram_boosting_that_leads_out_of_itself_is_refused(string field, double[] values)
    {
        var damaged = new Dictionary<string, double[]>(Histogram) { [field] = values };
        if (field == "bitset_idx") damaged["is_categorical"] = [1, 0, 0];

        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => SklearnFiles.Load(Boosting(damaged))).Code);
    }

    [Theory]
    [InlineData(new[] { 2, 1, 1 }, new double[] { 1, 2 })]
    [InlineData(new[] { 3 }, new double[] { 1, 2, 3 })]
    [InlineData(new[] { 3, 0, 1 }, new double[0])]
    [InlineData(new[] { 3, 1, 0 }, new double[0])]
    [InlineData(new[] { 1, 3, 1 }, new double[] { 1, 2, 3 })]
    public void Values_of_another_shape_than_the_nodes_are_refused(int[] shape, double[] values) =>
        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => SklearnFiles.Load(Regressor(Tree, shape, values))).Code);

    [Theory]
    [InlineData("left_child")]
    [InlineData("right_child")]
    [InlineData("feature")]
    [InlineData("threshold")]
    [InlineData("n_node_samples")]
    public void A_field_that_is_not_there_is_named(string field)
    {
        var damaged = Tree.Where(f => f.Key != field).ToDictionary();
        Assert.Contains($"'{field}'", Assert.Throws<LineaException>(() => SklearnFiles.Load(Regressor(damaged, [3, 1, 1], [9, 3, 4]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 2, 1 }, 2)]
    [InlineData(new[] { 0 }, 0)]
    [InlineData(new[] { 3 }, 3)]
    [InlineData(new[] { 1, 2, 1 }, 2)]
    public void Coefficients_of_another_shape_than_the_features_are_refused(int[] shape, int count)
    {
        var model = Made("sklearn.linear_model._base", "LinearRegression", ("coef_", Array("f8", shape, new double[count])), ("intercept_", 0.0), ("n_features_in_", 2L));
        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => SklearnFiles.Load(model).Predict(new double[3, 2])).Code);
    }

    [Theory]
    [InlineData("U4")]
    [InlineData("c16")]
    [InlineData("V8")]
    [InlineData("f16")]
    public void Coefficients_that_are_no_numbers_are_refused(string type)
    {
        var dtype = PyDtype.Parse(type)!;
        var coefficients = new PyArray(Budget()).Fill(dtype, [2], new byte[2 * dtype.ItemSize], false);
        var model = Made("sklearn.linear_model._base", "LinearRegression", ("coef_", coefficients), ("intercept_", 0.0), ("n_features_in_", 2L));
        Assert.Contains(Assert.Throws<LineaException>(() => SklearnFiles.Load(model)).Code, (ErrorCode[])[ErrorCode.CorruptArtifact, ErrorCode.NotSupported]);
    }

    private static PyObject Regressor(Dictionary<string, double[]> nodes, int[] shape, double[] values)
    {
        var tree = Made("sklearn.tree._tree", "Tree", [1L], ("nodes", Record(nodes)), ("values", Array("f8", shape, values)));
        return Made("sklearn.tree._classes", "DecisionTreeRegressor", ("tree_", tree), ("n_features_in_", 1L), ("n_outputs_", 1L));
    }

    private static PyObject Boosting(Dictionary<string, double[]> nodes)
    {
        var predictor = Made("sklearn.ensemble._hist_gradient_boosting.predictor", "TreePredictor", ("nodes", Record(nodes)), ("raw_left_cat_bitsets", Array("u4", [1, 8], new double[8])));
        return Made("sklearn.ensemble._hist_gradient_boosting.gradient_boosting", "HistGradientBoostingRegressor",
            ("_predictors", new PyList([new PyList([predictor])])), ("_baseline_prediction", 0.0), ("n_features_in_", 1L), ("loss", "squared_error"));
    }

    private static PyObject Made(string module, string name, params (string Name, object? Value)[] attributes) => Made(module, name, [], attributes);

    private static PyObject Made(string module, string name, List<object?> arguments, params (string Name, object? Value)[] attributes)
    {
        var state = new PyDict();
        foreach (var (attribute, value) in attributes) state.Set(attribute, value);
        return new PyObject(new PyGlobal(module, name), new PyTuple(arguments)) { State = state };
    }

    // Records as numpy lays them out, 8 bytes a field.
    private static PyArray Record(Dictionary<string, double[]> fields)
    {
        var parts = fields.Select((f, i) => new PyField(f.Key, PyDtype.Parse(f.Key is "threshold" or "num_threshold" or "value" ? "f8" : "i8")!, 8 * i)).ToArray();
        var count = fields.Values.Max(v => v.Length);
        var bytes = new byte[8 * parts.Length * count];
        for (var row = 0; row < count; row++)
            foreach (var part in parts)
            {
                var value = fields[part.Name][row];
                var at = bytes.AsSpan((row * parts.Length * 8) + part.Offset);
                if (part.Dtype.Kind == 'f') BinaryPrimitives.WriteDoubleLittleEndian(at, value);
                else BinaryPrimitives.WriteInt64LittleEndian(at, (long)value);
            }
        return new PyArray(Budget()).Fill(PyDtype.Record(parts, 8 * parts.Length), [count], bytes, false);
    }

    private static PyArray Array(string type, int[] shape, double[] values)
    {
        var bytes = new byte[values.Length * (type == "f8" ? 8 : 4)];
        if (type == "f8") Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return new PyArray(Budget()).Fill(PyDtype.Parse(type)!, shape, bytes, false);
    }

    private static ReadBudget Budget() => ReadBudget.ForFile("The test", 1000);
}
