using System.Text;
using LineaSharp.Models;
using LineaSharp.Scoring.Trees;
using LineaSharp.Scoring.Trees.CatBoost;
using LineaSharp.Scoring.Trees.LightGbm;
using LineaSharp.Scoring.Trees.XGBoost;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Scoring.Tests.Trees;

/// <summary>What a caller of <see cref="TreeEnsemble"/> meets, and what no recorded model has.</summary>
public sealed class TreeEnsembleTests
{
    [Fact]
    public void It_says_what_it_is()
    {
        var model = XGBoost("xgboost-3.4-multi-output", "xgboost.core.Booster");
        Assert.Equal("LineaSharp.Scoring (XGBoost 3.4.1)", model.Engine);
        Assert.Equal("reg:squarederror", model.Objective);
        Assert.Equal(["a", "b", "c", "d"], model.FeatureNames);
        Assert.Equal((4, 2, 2), (model.FeatureCount, model.OutputCount, model.PredictionCount));
        Assert.Equal((5, 2), (model.RoundCount, model.WithRounds(3, 9).RoundCount));
        Assert.Empty(model.Labels);
        Assert.False(model.HasProbabilities);
    }

    [Fact]
    public void Rounds_add_up_to_the_whole()
    {
        var model = XGBoost("xgboost-3.4-multi-output", "xgboost.core.Booster");
        double[] row = [0.1, 0.2, 3, 0.4], whole = new double[2], first = new double[2], rest = new double[2], none = new double[2];
        model.PredictRaw(row, whole);
        model.WithRounds(0, 2).PredictRaw(row, first);
        model.WithRounds(2, 3).PredictRaw(row, rest);
        model.WithRounds(0, 0).PredictRaw(row, none);
        // Each begins with the base score.
        Assert.Equal(whole[0], first[0] + rest[0] - none[0], 1e-6);
        Assert.Equal(whole[1], first[1] + rest[1] - none[1], 1e-6);
        Assert.NotEqual(whole[0], first[0]);
    }

    [Fact]
    public void Columns_are_found_by_name_in_any_order()
    {
        var model = XGBoost("xgboost-3.4-regression-nan", "xgboost.core.Booster");
        double[] row = [0.1, 0.2, 3, double.NaN], result = new double[1];
        model.Predict(row, result);
        var table = new Table(new TableColumn("extra", new[] { "x" }), new TableColumn("d", new double?[] { null }), new TableColumn("c", new[] { 3 }), new TableColumn("b", new[] { 0.2 }), new TableColumn("a", new[] { 0.1f }));
        Assert.Equal(result[0], model.Predict(table)[0, 0]);
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        var model = XGBoost("xgboost-3.4-regression-nan", "xgboost.core.Booster");
        var error = Assert.Throws<ArgumentException>(() => model.Predict(new Table(new TableColumn("a", new[] { 1.0 }), new TableColumn("b", new[] { 1.0 }))));
        Assert.Contains("lacks 'c', 'd'", error.Message, StringComparison.Ordinal);
        Assert.Contains("a, b, c, d", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pyfuncs_parameters_reach_XGBoost()
    {
        var model = XGBoost("xgboost-3.4-softmax", "xgboost.sklearn.XGBClassifier");
        double[,] tensor = { { 0.1, 0.2, 3, 0.4 } };
        double[] row = [0.1, 0.2, 3, 0.4], raw = new double[3];
        Assert.IsType<long[]>(PyFunc().Tensor);
        model.PredictRaw(row, raw);
        Assert.Equal(raw, PyFunc(("output_margin", true)).Tensor!.Cast<float>().Select(v => (double)v));
        model.WithRounds(1, 2).PredictRaw(row, raw);
        Assert.Equal(raw, PyFunc(("output_margin", true), ("iteration_range", new object?[] { 1L, 3L })).Tensor!.Cast<float>().Select(v => (double)v));
        Assert.Equal(PyFunc().Tensor!, PyFunc(("pred_leaf", false), ("unknown", 5L)).Tensor!);
        Assert.Contains("'pred_contribs'", Assert.Throws<LineaException>(() => PyFunc(("pred_contribs", true))).Message, StringComparison.Ordinal);

        ModelData PyFunc(params (string Name, object? Value)[] parameters) => ((IScoringModel)model).PredictAsPyFunc(tensor, parameters.ToDictionary(p => p.Name, p => p.Value));
    }

    [Fact]
    public void Prediction_of_a_row_allocates_nothing()
    {
        var model = XGBoost("xgboost-3.4-softmax", "xgboost.sklearn.XGBClassifier");
        double[] row = [0.1, 0.2, 3, 0.4], label = new double[1], probabilities = new double[3];
        for (var i = 0; i < 100; i++) Both();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Both();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(1, probabilities.Sum(), 1e-6);

        void Both()
        {
            model.Predict(row, label);
            model.PredictProbabilities(row, probabilities);
        }
    }

    [Fact]
    public void Rows_and_room_that_are_too_short_are_refused()
    {
        var model = XGBoost("xgboost-3.4-multi-output", "xgboost.core.Booster");
        Assert.Throws<ArgumentException>(() => model.Predict([1.0, 2, 3], new double[2]));
        Assert.Throws<ArgumentException>(() => model.Predict([1.0, 2, 3, 4], new double[1]));
        Assert.Throws<ArgumentException>(() => model.PredictRows([1.0, 2, 3, 4, 5]));
        Assert.Equal(ErrorCode.NotSupported, Assert.Throws<LineaException>(() => model.PredictProbabilities([1.0, 2, 3, 4], new double[2])).Code);
        Assert.Equal(ErrorCode.NotSupported, Assert.Throws<LineaException>(() => model.PredictLabels(new Table(new TableColumn("a", new[] { 1.0 })))).Code);
    }

    [Theory]
    [InlineData("reg:dodo", "'reg:dodo'")]
    public void An_unknown_objective_of_XGBoost_is_refused_by_name(string objective, string named)
    {
        var json = Encoding.UTF8.GetString(File.ReadAllBytes(ExpectedPredictions.Folder("models-v317", "xgboost-booster-json/model.json"))).Replace("binary:logistic", objective, StringComparison.Ordinal);
        var error = Assert.Throws<LineaException>(() => XGBoostModel.Read(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    // Where no split is met the score is the sum of the leaves: here 0.5, of one leaf.
    [Theory]
    [InlineData("regression", 0.5)]
    [InlineData("regression sqrt", 0.25)]
    [InlineData("huber sqrt", 0.5)]
    [InlineData("poisson", 1.6487212707001282)]
    [InlineData("tweedie", 1.6487212707001282)]
    [InlineData("binary sigmoid:2", 0.7310585786300049)]
    [InlineData("cross_entropy", 0.62245933120185459)]
    [InlineData("cross_entropy_lambda", 0.97407698418010669)]
    [InlineData("lambdarank", 0.5)]
    [InlineData("custom", 0.5)]
    public void LightGBM_objectives_transform_the_score(string objective, double expected)
    {
        var result = new double[1];
        LightGbm(objective).Predict([1.0, 2], result);
        Assert.Equal(expected, result[0], 1e-15);
    }

    [Fact]
    public void LightGBM_takes_tiny_numbers_for_zero()
    {
        var model = new TreeEnsemble(LightGbmText.Parse("""
            tree
            version=v4
            num_class=1
            num_tree_per_iteration=1
            label_index=0
            max_feature_idx=0
            objective=regression
            feature_names=x
            feature_infos=[-1:1]

            Tree=0
            num_leaves=2
            num_cat=0
            split_feature=0
            threshold=-1.0000000180025095e-35
            decision_type=8
            left_child=-1
            right_child=-2
            leaf_value=1 2

            end of trees
            """));
        Assert.Equal([1, 2, 2, 2], model.PredictRows([-1e-34, -1.0000000180025095e-35, 0, double.NaN]));
    }

    [Fact]
    public void An_unknown_objective_of_LightGBM_is_refused_by_name() =>
        Assert.Contains("'dodo'", Assert.Throws<LineaException>(() => LightGbm("dodo x:1")).Message, StringComparison.Ordinal);

    [Fact]
    public void Categories_of_pandas_are_text_in_a_table()
    {
        var text = File.ReadAllText(ExpectedPredictions.Folder("scoring", "lightgbm-multiclass-categorical/model.lgb"));
        var model = new TreeEnsemble(LightGbmText.Parse(text.Replace("pandas_categorical:[]", """pandas_categorical:[["n", "o", "p", "q", "r", "s"]]""", StringComparison.Ordinal)));
        Assert.Equal(5, model.CategoryCode("c", "s"));
        Assert.Equal(double.NaN, model.CategoryCode("c", "never met"));
        Assert.Throws<ArgumentException>(() => model.CategoryCode("a", "s"));
        var numbers = new TableColumn("c", new double[] { 5, 2, double.NaN });
        Assert.Equal(model.Predict(With(numbers)), model.Predict(With(new TableColumn("c", new[] { "s", "p", null }))));

        static Table With(TableColumn c) => new(new TableColumn("a", new[] { 0.1, 0.1, 0.1 }), new TableColumn("b", new[] { 0.1, 0.1, 0.1 }), c, new TableColumn("d", new[] { 0.1, 0.1, 0.1 }));
    }

    // What CatBoost's own exports list.
    [Theory]
    [InlineData("?", -1576664757)]
    [InlineData("0", -1438285038)]
    [InlineData("Male", -1291328762)]
    [InlineData("Female", -2114564283)]
    [InlineData("Divorced", -993514283)]
    [InlineData("Assoc-voc", -2029370604)]
    [InlineData("Transport-moving", -1903253868)]
    [InlineData("Handlers-cleaners", -1555793520)]
    [InlineData("Asian-Pac-Islander", -787966085)]
    public void CatBoost_knows_categories_by_their_hash(string category, int hash) => Assert.Equal(hash, HashedCategories.Instance.CodeOf(category));

    [Fact]
    public void CatBoost_asks_for_one_hot_categories_and_walks_trees_that_are_not_symmetric()
    {
        var model = CatBoost("""
            { "model_info": { "params": { "loss_function": { "type": "RMSE" } } },
              "features_info": {
                "float_features": [ { "feature_index": 0, "flat_feature_index": 1, "borders": [0.5], "feature_id": "x", "nan_value_treatment": "AsTrue" },
                                    { "feature_index": 1, "flat_feature_index": 2, "borders": [0.5], "feature_id": "y", "nan_value_treatment": "AsFalse" } ],
                "categorical_features": [ { "feature_index": 0, "flat_feature_index": 0, "feature_id": "sex", "values": [-2114564283] } ] },
              "trees": [ { "split": { "split_type": "OneHotFeature", "cat_feature_index": 0, "value": -2114564283 },
                           "left": { "value": 1 },
                           "right": { "split": { "split_type": "FloatFeature", "float_feature_index": 0, "border": 0.5 },
                                      "left": { "value": 10 },
                                      "right": { "split": { "split_type": "FloatFeature", "float_feature_index": 1, "border": 0.5 }, "left": { "value": 100 }, "right": { "value": 1000 } } } } ],
              "scale_and_bias": [2, [0.5]] }
            """, "CatBoostRegressor");
        var table = new Table(
            new TableColumn("sex", new[] { "Male", "Female", "Female", "Female", "Female" }),
            new TableColumn("x", new[] { 1, 0.5, 0.6, 0.6, double.NaN }),
            new TableColumn("y", new[] { 1, 1, 0.6, 0.5, double.NaN }));
        Assert.Equal([2.5, 20.5, 2000.5, 200.5, 200.5], model.Predict(table).Cast<double>());
    }

    [Fact]
    public void CatBoost_asks_for_one_hot_categories_in_symmetric_trees()
    {
        var model = CatBoost("""
            { "model_info": { "params": { "loss_function": { "type": "Logloss" } }, "class_params": { "class_names": ["no", "yes"], "class_to_label": [0, 1], "class_label_type": "String" } },
              "features_info": {
                "float_features": [ { "feature_index": 0, "flat_feature_index": 1, "borders": [0.5], "feature_id": "x" } ],
                "categorical_features": [ { "feature_index": 0, "flat_feature_index": 0, "feature_id": "shop" } ] },
              "oblivious_trees": [ { "splits": [ { "split_type": "OneHotFeature", "cat_feature_index": 0, "value": -1438285038 }, { "split_type": "FloatFeature", "float_feature_index": 0, "border": 0.5 } ],
                                     "leaf_values": [-1, 1, -2, 2] } ],
              "scale_and_bias": [1, [0]] }
            """, "CatBoostClassifier");
        // Whole numbers are categories by their text.
        var table = new Table(new TableColumn("shop", new long[] { 0, 1, 0, 1 }), new TableColumn("x", new[] { 0.0, 0, 1, 1 }));
        Assert.Equal([1, -1, 2, -2], model.PredictRaw(table).Cast<double>());
        Assert.Equal(["yes", "no", "yes", "no"], model.PredictLabels(table));
        Assert.Throws<ArgumentException>(() => model.Predict(new Table(new TableColumn("shop", new[] { 0.5 }), new TableColumn("x", new[] { 0.0 }))));
    }

    [Fact]
    public void CatBoosts_statistics_of_categories_are_refused_by_name()
    {
        var error = Assert.Throws<LineaException>(() => CatBoost("""{ "features_info": { "ctrs": [ { "ctr_type": "Borders" } ] }, "oblivious_trees": [] }""", "CatBoostRegressor"));
        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("CTR", error.Message, StringComparison.Ordinal);
    }

    private static TreeEnsemble XGBoost(string name, string modelClass) => new(XGBoostModel.Read(File.ReadAllBytes(ExpectedPredictions.Folder("scoring", $"{name}/model.ubj")), modelClass));

    private static TreeEnsemble CatBoost(string json, string modelType) => new(CatBoostModel.Read(Encoding.UTF8.GetBytes(json), modelType));

    private static TreeEnsemble LightGbm(string objective) => new(LightGbmText.Parse($"""
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=1
        objective={objective}
        feature_names=Column_0 Column_1
        feature_infos=none none

        Tree=0
        num_leaves=1
        num_cat=0
        leaf_value=0.5

        end of trees
        """));
}
