using LineaSharp.Models;
using LineaSharp.XGBoost.Files;
using Xunit;

namespace LineaSharp.XGBoost.Tests;

public sealed class BoosterTests : IDisposable
{
    private readonly float[,] _values = Some.Values();
    private readonly List<IDisposable> _made = [];

    public BoosterTests() => Some.SkipWithoutLibrary();

    public void Dispose() => _made.ForEach(made => made.Dispose());

    [Fact]
    public void It_tells_its_rounds_features_names_and_types()
    {
        using var booster = Some.Classifier(6);

        Assert.Equal((6, 4), (booster.RoundCount, booster.FeatureCount));
        Assert.Equal(["a", "b", "c", "d"], booster.FeatureNames);
        Assert.Equal(["float", "float", "float", "float"], booster.FeatureTypes);
        booster.FeatureNames = ["w", "ü", "y", "z"];
        using var again = Booster.FromBytes(booster.ToBytes());
        Assert.Equal(["w", "ü", "y", "z"], again.FeatureNames);
        Assert.Throws<ArgumentException>(() => booster.FeatureNames = ["a"]);
    }

    [Fact]
    public void Attributes_are_set_listed_removed_and_saved()
    {
        using var booster = Some.Classifier();
        booster.SetAttribute("team", "growth ü \"x\"\n");
        booster.SetAttribute("gone", "x");
        booster.SetAttribute("gone", null);

        using var again = Booster.FromBytes(booster.ToBytes(ModelFormat.Json));

        Assert.Equal(["team"], again.GetAttributeNames());
        Assert.Equal("growth ü \"x\"\n", again.GetAttribute("team"));
        Assert.Null(again.GetAttribute("gone"));
        Assert.Null(again.BestIteration);
    }

    [Fact]
    public void Every_kind_of_model_lives_through_both_formats()
    {
        foreach (var booster in Some.OfEveryKind())
        {
            using (booster)
                foreach (var format in Enum.GetValues<ModelFormat>())
                {
                    using var again = Booster.FromBytes(booster.ToBytes(format));
                    Assert.Equal(booster.Predict(_values).Values, again.Predict(_values).Values);
                }
        }
    }

    [Fact]
    public void Contributions_add_up_to_the_margin()
    {
        using var booster = Some.Classifier();
        var margins = booster.Predict(_values, new() { Kind = PredictionKind.Margin }).ToVector();

        var contributions = booster.Predict(_values, new() { Kind = PredictionKind.Contributions });
        var interactions = booster.Predict(_values, new() { Kind = PredictionKind.Interactions });

        Assert.Equal([60, 5], contributions.Shape);
        Assert.Equal([60, 5, 5], interactions.Shape);
        var matrix = contributions.ToMatrix();
        for (var r = 0; r < 60; r++) Assert.Equal(margins[r], Enumerable.Range(0, 5).Sum(c => matrix[r, c]), 1e-4);
    }

    [Fact]
    public void Probabilities_come_from_margins_and_leaves_are_those_of_each_tree()
    {
        using var booster = Some.Classifier(6);
        var margins = booster.Predict(_values, new() { Kind = PredictionKind.Margin }).ToVector();
        var leaves = booster.Predict(_values, new() { Kind = PredictionKind.Leaf });

        Assert.All(booster.Predict(_values).ToVector().Zip(margins), pair => Assert.Equal(1 / (1 + Math.Exp(-pair.Second)), pair.First, 1e-5));
        Assert.Equal([60, 6], leaves.Shape);
        Assert.All(leaves.Values, leaf => Assert.Equal(Math.Round(leaf), leaf));
    }

    [Fact]
    public void Rounds_can_be_chosen()
    {
        using var booster = Some.Classifier(6);
        using var shorter = Some.Classifier(2);
        var margin = new PredictOptions { Kind = PredictionKind.Margin };

        Assert.Equal(shorter.Predict(_values).Values, booster.Predict(_values, new() { Rounds = ..2 }).Values);
        Assert.Equal(booster.Predict(_values, new() { Rounds = ..^2 }).Values, booster.Predict(_values, new() { Rounds = 0..4 }).Values);
        Assert.NotEqual(booster.Predict(_values, margin).Values, booster.Predict(_values, margin with { Rounds = 2.. }).Values);
        Assert.Contains("has 6", Assert.Throws<ArgumentException>(() => booster.Predict(_values, new() { Rounds = ..7 })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => booster.Predict(_values, new() { Rounds = 3..3 }));
    }

    [Fact]
    public void Several_classes_give_a_row_of_probabilities()
    {
        using var booster = Some.Multiclass();

        var prediction = booster.Predict(_values);

        Assert.Equal([60, 3], prediction.Shape);
        Assert.IsType<float[,]>(prediction.ToArray());
        Assert.Throws<InvalidOperationException>(() => prediction.ToVector());
        var matrix = prediction.ToMatrix();
        for (var r = 0; r < 60; r++) Assert.Equal(1, matrix[r, 0] + matrix[r, 1] + matrix[r, 2], 1e-5);
    }

    [Fact]
    public void A_table_is_taken_by_the_names_of_its_columns()
    {
        using var booster = Some.Classifier();
        var table = Some.Table(_values, "a", "b", "c", "d");

        Assert.Equal(booster.Predict(_values).Values, booster.Predict(table).Values);
        Assert.Equal(booster.Predict(_values).Values, booster.Predict(new Table(table["d"], table["b"], new TableColumn("more", new int[60]), table["a"], table["c"])).Values);
        Assert.Contains("'d'", Assert.Throws<ArgumentException>(() => booster.Predict(new Table(table["a"], table["b"], table["c"]))).Message, StringComparison.Ordinal);
        using var swapped = new DMatrix(new Table(table["b"], table["a"], table["c"], table["d"]));
        Assert.Contains("Column 0 of the data is 'b'", Assert.Throws<ArgumentException>(() => booster.Predict(swapped)).Message, StringComparison.Ordinal);
        Assert.Contains("5 columns", Assert.Throws<ArgumentException>(() => booster.Predict(new float[1, 5])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluations_are_told_after_each_round_and_early_stopping_keeps_the_best()
    {
        var (train, test) = (Matrix(_values), Matrix(Some.Values(seed: 9)));
        var rounds = new List<BoostingRound>();

        using var booster = Booster.Train(Some.Parameters(more: ("eval_metric", new[] { "error", "logloss" })), train, 200, new()
        {
            Evaluations = [("train", train), ("test-set", test)], EarlyStoppingRounds = 3, AfterRound = rounds.Add,
        });

        Assert.Equal(["train-error", "train-logloss", "test-set-error", "test-set-logloss"], rounds[0].Scores.Keys);
        Assert.InRange(rounds.Count, 4, 199);
        var best = rounds.MinBy(r => r.Scores["test-set-logloss"])!;
        Assert.Equal(best.Round, booster.BestIteration);
        Assert.Equal(best.Scores["test-set-logloss"], booster.BestScore);
        Assert.Equal(best.Round + 3, rounds[^1].Round);
        Assert.Equal(rounds.Count, booster.RoundCount);
        Assert.Equal(rounds[^1].Scores["train-logloss"], booster.Evaluate(("x", train))["x-logloss"], 1e-6);
    }

    [Fact]
    public void A_metric_of_which_more_is_better_is_known()
    {
        var (train, test) = (Matrix(_values), Matrix(Some.Values(seed: 9)));
        var rounds = new List<BoostingRound>();

        using var booster = Booster.Train(Some.Parameters(more: ("eval_metric", "auc")), train, 60, new() { Evaluations = [("test", test)], EarlyStoppingRounds = 4, AfterRound = rounds.Add });

        Assert.Equal(rounds.MaxBy(r => r.Scores["test-auc"])!.Round, booster.BestIteration);
        Assert.Throws<ArgumentException>(() => Booster.Train(Some.Parameters(), train, 1, new() { EarlyStoppingRounds = 2 }));
    }

    [Fact]
    public void An_objective_of_ones_own_trains_as_the_built_in_one()
    {
        var targets = Some.Targets(_values);
        var data = Keep(new DMatrix(_values, new() { Labels = targets }));
        var parameters = Some.Parameters("reg:squarederror", ("base_score", 0.5));

        using var own = Booster.Train(parameters, data, 5, new() { Objective = (margins, _) => ([.. margins.Zip(targets, (m, t) => m - t)], [.. margins.Select(_ => 1f)]) });
        using var builtIn = Booster.Train(parameters, data, 5);

        Assert.Equal(builtIn.Predict(_values).Values, own.Predict(_values).Values);
        Assert.Contains("1 gradients", Assert.Throws<ArgumentException>(() => Booster.Train(parameters, data, 1, new() { Objective = (_, _) => ([1f], [1f]) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_goes_on_from_a_model_and_leaves_it_as_it_was()
    {
        var data = Matrix(_values);
        using var first = Booster.Train(Some.Parameters(), data, 3);
        var before = first.Predict(_values).Values;

        using var more = Booster.Train(Some.Parameters(), data, 3, new() { Continue = first });
        using var atOnce = Booster.Train(Some.Parameters(), data, 6);

        Assert.Equal(6, more.RoundCount);
        Assert.Equal(before, first.Predict(_values).Values);
        Assert.All(atOnce.Predict(_values).Values.Zip(more.Predict(_values).Values), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Importance_names_the_features_that_are_used()
    {
        using var booster = Some.Classifier();
        using var linear = Some.Multiclass(("booster", "gblinear"));

        var weight = booster.GetImportance();
        Assert.NotEmpty(weight);
        Assert.Empty(weight.Keys.Except(booster.FeatureNames));
        Assert.Equal(Splits(booster), weight.Values.Sum());
        Assert.All(Enum.GetValues<ImportanceType>(), type => Assert.Equal(weight.Keys.Order(), booster.GetImportance(type).Keys.Order()));
        Assert.All(weight, w => Assert.Equal(booster.GetImportance(ImportanceType.TotalGain)[w.Key], booster.GetImportance(ImportanceType.Gain)[w.Key] * w.Value, 1e-2));
        Assert.Contains("f0", linear.GetImportance().Keys);
    }

    [Fact]
    public void Weights_and_groups_and_bounds_change_what_is_learnt()
    {
        var labels = Some.Classes(_values);
        var plain = Matrix(_values);
        var weighted = Keep(new DMatrix(_values, new() { Labels = labels, Weights = [.. labels.Select(l => l == 1 ? 5f : 1f)] }));
        var grouped = Keep(new DMatrix(_values, new() { Labels = labels, Groups = [20, 30, 10] }));
        var bounded = Keep(new DMatrix(_values, new() { LabelLowerBounds = [.. labels.Select(l => l + 1)], LabelUpperBounds = [.. labels.Select(l => l == 1 ? float.PositiveInfinity : 2)] }));

        using var byPlain = Booster.Train(Some.Parameters(), plain, 3);
        using var byWeight = Booster.Train(Some.Parameters(), weighted, 3);
        using var ranker = Booster.Train(Some.Parameters("rank:pairwise"), grouped, 3);
        using var survival = Booster.Train(Some.Parameters("survival:aft", ("aft_loss_distribution", "normal")), bounded, 3);

        Assert.True(byWeight.Predict(_values).Values.Sum() > byPlain.Predict(_values).Values.Sum());
        Assert.True(ranker.Predict(_values).Values.Distinct().Count() > 2);
        Assert.All(survival.Predict(_values).Values, time => Assert.True(time > 0));
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        var data = Matrix(_values);
        Assert.Contains("Labels has 3 values; there are 60 rows", Assert.Throws<ArgumentException>(() => new DMatrix(_values, new() { Labels = [1, 2, 3] })).Message, StringComparison.Ordinal);
        Assert.Contains("add up to 5", Assert.Throws<ArgumentException>(() => new DMatrix(_values, new() { Groups = [2, 3] })).Message, StringComparison.Ordinal);
        Assert.Contains("4 columns", Assert.Throws<ArgumentException>(() => new DMatrix(_values, new() { FeatureNames = ["a"] })).Message, StringComparison.Ordinal);
        var unknown = Assert.Throws<LineaException>(() => Booster.Train(Some.Parameters("reg:unheard"), data, 1));
        Assert.Equal(ErrorCode.InvalidArgument, unknown.Code);
        Assert.Contains("reg:unheard", unknown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Stack trace", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("max_depth", Assert.Throws<LineaException>(() => Booster.Train(Some.Parameters(more: ("max_depth", "deep")), data, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_training_stops()
    {
        using var stop = new CancellationTokenSource();
        var data = Matrix(_values);

        await Assert.ThrowsAsync<OperationCanceledException>(() => Task.Run(() => Booster.Train(Some.Parameters(), data, 100_000, new() { AfterRound = r => { if (r.Round == 3) stop.Cancel(); } }, stop.Token)));
    }

    [Fact]
    public void Many_threads_predict_at_once()
    {
        foreach (var made in Some.OfEveryKind())
        {
            var expected = made.Predict(_values).Values;
            // A model just loaded: nobody has used it.
            using var booster = Booster.FromBytes(made.ToBytes());
            made.Dispose();

            Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => Assert.Equal(expected, booster.Predict(_values).Values));
        }
    }

    [Fact]
    public void Missing_values_can_be_another_number()
    {
        using var booster = Some.Classifier();
        var marked = (float[,])_values.Clone();
        for (var r = 0; r < 60; r++)
            for (var c = 0; c < 4; c++) if (float.IsNaN(marked[r, c])) marked[r, c] = -999;

        using var data = new DMatrix(marked, new() { Missing = -999 });

        Assert.Equal(booster.Predict(_values).Values, booster.Predict(data).Values);
    }

    [Fact]
    public void No_rows_give_no_predictions()
    {
        using var booster = Some.Classifier();

        Assert.Empty(booster.Predict(new float[0, 4]).Values);
    }

    private static int Splits(Booster booster) => JsonModelReader.Read(booster.ToBytes(ModelFormat.Json)).Object("learner").Object("gradient_booster").Object("model").Objects("trees")
        .Sum(tree => tree.Wholes("left_children").Count(child => child >= 0));

    private DMatrix Matrix(float[,] values) => Keep(new DMatrix(values, new() { Labels = Some.Classes(values) }));

    private DMatrix Keep(DMatrix matrix)
    {
        _made.Add(matrix);
        return matrix;
    }
}
