using LineaSharp.LightGbm.Files;
using LineaSharp.Models;
using LineaSharp.Tests.Rules;
using Xunit;

namespace LineaSharp.LightGbm.Tests;

public sealed class BoosterTests
{
    private readonly double[,] _values = Some.Values(seed: 3);

    public BoosterTests() => Some.SkipWithoutLibrary();

    [Fact]
    public void It_tells_its_rounds_features_outputs_and_names()
    {
        using var booster = Some.Classifier(6);
        using var several = Some.Multiclass();

        Assert.Equal((6, 4, 1), (booster.RoundCount, booster.FeatureCount, booster.OutputCount));
        Assert.Equal(["a", "b", "c", "d"], booster.FeatureNames);
        Assert.Equal((4, 3), (several.RoundCount, several.OutputCount));
        Assert.Equal(["Column_0", "Column_1", "Column_2", "Column_3"], several.FeatureNames);
    }

    [Fact]
    public void The_version_told_is_that_of_the_package() =>
        Assert.Contains($"\"LightGBM\" Version=\"{LightGbm.LibraryVersion}\"", File.ReadAllText(Path.Combine(SourceTree.Root, "Directory.Packages.props")), StringComparison.Ordinal);

    [Fact]
    public void Every_kind_of_model_lives_through_its_text()
    {
        foreach (var booster in Some.OfEveryKind())
        {
            using (booster)
            {
                var values = Some.Values(columns: booster.FeatureCount, seed: 8);
                using var again = Booster.FromText(booster.ToText());
                Assert.Equal(booster.ToText(), again.ToText());
                foreach (var kind in Enum.GetValues<PredictionKind>())
                {
                    // LightGBM has no contributions of linear trees.
                    if (kind == PredictionKind.Contributions && booster.ToText().Contains("is_linear=1", StringComparison.Ordinal)) continue;
                    Assert.Equal(booster.Predict(values, new() { Kind = kind }).Values, again.Predict(values, new() { Kind = kind }).Values);
                }
            }
        }
    }

    [Fact]
    public void Contributions_add_up_to_the_raw_score_and_probabilities_come_from_it()
    {
        using var booster = Some.Classifier();
        var raw = booster.Predict(_values, new() { Kind = PredictionKind.Raw }).ToVector();

        var contributions = booster.Predict(_values, new() { Kind = PredictionKind.Contributions });
        var leaves = booster.Predict(_values, new() { Kind = PredictionKind.Leaf });

        Assert.Equal([120, 5], contributions.Shape);
        Assert.Equal([120, 6], leaves.Shape);
        var matrix = contributions.ToMatrix();
        for (var r = 0; r < 120; r++) Assert.Equal(raw[r], Enumerable.Range(0, 5).Sum(c => matrix[r, c]), 1e-6);
        Assert.All(booster.Predict(_values).ToVector().Zip(raw), pair => Assert.Equal(1 / (1 + Math.Exp(-pair.Second)), pair.First, 1e-9));
        Assert.All(leaves.Values, leaf => Assert.InRange(leaf, 0, 5));
    }

    [Fact]
    public void Several_classes_give_a_row_of_probabilities()
    {
        using var booster = Some.Multiclass();

        var prediction = booster.Predict(_values);

        Assert.IsType<double[,]>(prediction.ToArray());
        Assert.Equal([120, 3, 5], booster.Predict(_values, new() { Kind = PredictionKind.Contributions }).Shape);
        Assert.Equal([120, 12], booster.Predict(_values, new() { Kind = PredictionKind.Leaf }).Shape);
        var matrix = prediction.ToMatrix();
        for (var r = 0; r < 120; r++) Assert.Equal(1, matrix[r, 0] + matrix[r, 1] + matrix[r, 2], 1e-9);
    }

    [Fact]
    public void Rounds_can_be_chosen()
    {
        using var booster = Some.Classifier(6);
        using var shorter = Some.Classifier(2);

        Assert.Equal(shorter.Predict(_values).Values, booster.Predict(_values, new() { Rounds = ..2 }).Values);
        Assert.NotEqual(booster.Predict(_values).Values, booster.Predict(_values, new() { Rounds = 2.. }).Values);
        Assert.Contains("has 6", Assert.Throws<ArgumentException>(() => booster.Predict(_values, new() { Rounds = ..7 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_is_taken_by_the_names_of_its_columns_and_by_their_order_where_none_were_given()
    {
        using var booster = Some.Classifier();
        using var nameless = Some.Multiclass();
        var table = Some.Table(_values, "a", "b", "c", "d");

        Assert.Equal(booster.Predict(_values).Values, booster.Predict(new Table(table["d"], table["b"], new TableColumn("more", new int[120]), table["a"], table["c"])).Values);
        Assert.Equal(nameless.Predict(_values).Values, nameless.Predict(table).Values);
        Assert.Contains("'d'", Assert.Throws<ArgumentException>(() => booster.Predict(new Table(table["a"], table["b"], table["c"]))).Message, StringComparison.Ordinal);
        Assert.Contains("5 columns", Assert.Throws<ArgumentException>(() => booster.Predict(new double[1, 5])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_a_space_is_written_with_an_underscore_and_found_again()
    {
        var table = Some.Table(Some.Values(), "petal length", "b", "c", "d");
        using var booster = Booster.Train(Some.Parameters(), new Dataset(table, new() { Labels = Some.Classes(Some.Values()) }), 3);

        Assert.Equal("petal_length", booster.FeatureNames[0]);
        Assert.Equal(booster.Predict(Some.Values()).Values, booster.Predict(table).Values);
    }

    [Fact]
    public void Validations_are_told_and_early_stopping_ends_predictions_and_files_at_the_best_round()
    {
        var (values, other) = (Some.Values(), Some.Values(seed: 9));
        var (train, test) = (new Dataset(values, new() { Labels = Some.Classes(values) }), new Dataset(other, new() { Labels = Some.Classes(other) }));
        var rounds = new List<BoostingRound>();

        using var booster = Booster.Train(Some.Parameters(more: ("metric", new[] { "binary_logloss", "auc" })), train, 300, new()
        {
            Validations = [("test", test)], ScoreTraining = true, EarlyStoppingRounds = 5, FirstMetricOnly = true, AfterRound = rounds.Add,
        });

        Assert.Equal(["training-binary_logloss", "training-auc", "test-binary_logloss", "test-auc"], rounds[0].Scores.Keys);
        Assert.InRange(rounds.Count, 6, 299);
        var best = rounds.MinBy(r => r.Scores["test-binary_logloss"])!.Round;
        Assert.Equal(best + 1, booster.BestIteration);
        Assert.Equal(best + 5, rounds[^1].Round);
        Assert.Equal(booster.Predict(other, new() { Rounds = ..(best + 1) }).Values, booster.Predict(other).Values);
        using var again = Booster.FromText(booster.ToText());
        Assert.Equal(best + 1, again.RoundCount);
        Assert.Equal(booster.Predict(other).Values, again.Predict(other).Values);
    }

    [Fact]
    public void A_metric_of_which_more_is_better_stops_at_its_greatest()
    {
        var (values, other) = (Some.Values(), Some.Values(seed: 9));
        var rounds = new List<BoostingRound>();

        using var booster = Booster.Train(Some.Parameters(more: ("metric", "auc")), new Dataset(values, new() { Labels = Some.Classes(values) }), 60, new()
        {
            Validations = [("test", new Dataset(other, new() { Labels = Some.Classes(other) }))], EarlyStoppingRounds = 4, AfterRound = rounds.Add,
        });

        Assert.Equal(rounds.MaxBy(r => r.Scores["test-auc"])!.Round + 1, booster.BestIteration);
    }

    [Fact]
    public void An_objective_of_ones_own_trains_as_the_built_in_one()
    {
        var targets = Some.Targets(_values);
        var data = new Dataset(_values, new() { Labels = targets });
        var parameters = Some.Parameters("regression", ("boost_from_average", false));

        using var own = Booster.Train(parameters, data, 5, new() { Objective = (scores, _) => ([.. scores.Zip(targets, (s, t) => (float)(s - t))], [.. scores.Select(_ => 1f)]) });
        using var builtIn = Booster.Train(parameters, data, 5);

        Assert.All(builtIn.Predict(_values).Values.Zip(own.Predict(_values).Values), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Contains("1 gradients", Assert.Throws<ArgumentException>(() => Booster.Train(parameters, data, 1, new() { Objective = (_, _) => ([1f], [1f]) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Categories_are_sets_and_not_numbers()
    {
        using var booster = Some.Categorical();
        var rows = new double[40, 4];
        for (var r = 0; r < 40; r++) rows[r, 0] = r;

        var predictions = booster.Predict(rows).ToVector();

        Assert.Contains("cat_threshold=", booster.ToText(), StringComparison.Ordinal);
        Assert.True(predictions[35] > predictions[34] + 0.5 && predictions[1] > predictions[2] + 0.5);
    }

    [Fact]
    public void Weights_initial_scores_and_groups_change_what_is_learnt()
    {
        var values = Some.Values();
        var labels = Some.Classes(values);
        using var plain = Booster.Train(Some.Parameters(), new Dataset(values, new() { Labels = labels }), 3);
        using var weighted = Booster.Train(Some.Parameters(), new Dataset(values, new() { Labels = labels, Weights = [.. labels.Select(l => l == 1 ? 5f : 1f)] }), 3);
        using var started = Booster.Train(Some.Parameters(), new Dataset(values, new() { Labels = labels, InitScores = [.. labels.Select(_ => 2.0)] }), 3);
        using var ranker = Booster.Train(Some.Parameters("lambdarank"), new Dataset(values, new() { Labels = labels, Groups = [40, 50, 30] }), 3);

        Assert.True(weighted.Predict(values).Values.Sum() > plain.Predict(values).Values.Sum());
        Assert.True(started.Predict(values).Values.Sum() < plain.Predict(values).Values.Sum());
        Assert.True(ranker.Predict(values).Values.Distinct().Count() > 2);
    }

    [Fact]
    public void Importance_counts_splits_and_gains()
    {
        using var booster = Some.Classifier();

        var splits = booster.GetImportance();

        Assert.Equal(["a", "b", "c", "d"], splits.Keys);
        Assert.Equal(booster.ToText().Split('\n').Where(l => l.StartsWith("split_feature=", StringComparison.Ordinal)).Sum(l => l.Split(' ').Length), splits.Values.Sum());
        Assert.True(booster.GetImportance(ImportanceType.Gain).Values.Sum() > splits.Values.Sum());
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        var data = new Dataset(_values, new() { Labels = Some.Classes(_values) });
        Assert.Contains("Labels has 3 values; there are 120 rows", Assert.Throws<ArgumentException>(() => new Dataset(_values, new() { Labels = [1, 2, 3] })).Message, StringComparison.Ordinal);
        Assert.Contains("add up to 5", Assert.Throws<ArgumentException>(() => new Dataset(_values, new() { Groups = [2, 3] })).Message, StringComparison.Ordinal);
        Assert.Contains("column 4", Assert.Throws<ArgumentException>(() => new Dataset(_values, new() { CategoricalFeatures = [4] })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Booster.Train(Some.Parameters(), data, 1, new() { EarlyStoppingRounds = 2 }));
        Assert.Contains("'nthread' is 'two'", Assert.Throws<ArgumentException>(() => Booster.Train(new Dictionary<string, object> { ["nthread"] = "two" }, data, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("white space", Assert.Throws<ArgumentException>(() => Booster.Train(Some.Parameters(more: ("metric", "auc num_leaves=2")), data, 1)).Message, StringComparison.Ordinal);
        var unknown = Assert.Throws<LineaException>(() => Booster.Train(Some.Parameters("unheard"), data, 1));
        Assert.Equal(ErrorCode.InvalidArgument, unknown.Code);
        Assert.Contains("unheard", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_training_stops()
    {
        using var stop = new CancellationTokenSource();
        var data = new Dataset(_values, new() { Labels = Some.Classes(_values) });

        Assert.Throws<OperationCanceledException>(() => Booster.Train(Some.Parameters(), data, 100_000, new() { AfterRound = r => { if (r.Round == 3) stop.Cancel(); } }, stop.Token));
    }

    [Fact]
    public void Many_threads_predict_at_once()
    {
        foreach (var booster in Some.OfEveryKind())
        {
            using (booster)
            {
                var values = Some.Values(columns: booster.FeatureCount, seed: 8);
                var expected = booster.Predict(values).Values;
                Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => Assert.Equal(expected, booster.Predict(values).Values));
            }
        }
    }

    // The library keeps the number of threads for the whole process, and a training dies when it changes meanwhile.
    [Fact]
    public async Task Trainings_on_different_numbers_of_threads_and_predictions_go_on_side_by_side()
    {
        using var booster = Some.Classifier();
        var expected = booster.Predict(_values).Values;
        var data = new Dataset(Some.Values(missing: 0), new() { Labels = Some.Targets(Some.Values(missing: 0)) });
        int[] threads = [1, 2, 3, 0];

        await Task.WhenAll(threads.Select(count => Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                using var linear = Booster.Train(Some.Parameters("regression", ("linear_tree", true), ("num_threads", count)), data, 5);
                Assert.Equal(5, linear.RoundCount);
                Assert.Equal(expected, booster.Predict(_values).Values);
            }
        })));
    }

    [Fact]
    public void No_rows_give_no_predictions()
    {
        using var booster = Some.Classifier();

        Assert.Empty(booster.Predict(new double[0, 4]).Values);
    }

    [Fact]
    public void Categories_of_pandas_are_kept_and_a_table_is_refused()
    {
        using var plain = Some.Classifier();
        using var booster = Booster.FromText(plain.ToText().Replace("pandas_categorical:null", "pandas_categorical:[[\"blue\", \"red\"]]", StringComparison.Ordinal));

        Assert.EndsWith("pandas_categorical:[[\"blue\", \"red\"]]\n", booster.ToText(), StringComparison.Ordinal);
        Assert.Equal(ErrorCode.NotSupported, Assert.Throws<LineaException>(() => booster.Predict(Some.Table(_values, "a", "b", "c", "d"))).Code);
        Assert.Equal(plain.Predict(_values).Values, booster.Predict(_values).Values);
    }
}
