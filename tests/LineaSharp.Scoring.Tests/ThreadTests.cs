using System.Text.Json.Nodes;
using LineaSharp.Models;
using LineaSharp.Scoring.Tests.Prophet;
using LineaSharp.Scoring.Tests.Sklearn;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Scoring.Tests;

/// <summary>Models are asked by many threads at once, each for other rows.</summary>
public sealed class ThreadTests
{
    private const int Threads = 8;
    private const int Rounds = 2;
    // More than one processor takes at a time, so that the rows of one call are shared out, too.
    private const int ManyRows = 2500;

    private static readonly JsonObject Scoring = ExpectedPredictions.Of("scoring");
    private static readonly JsonObject Pickles = ExpectedPredictions.Of("pickles");

    public static TheoryData<string, string> Models() => new(
        Scoring.Select(e => ("scoring", e.Key)).Concat(
            Pickles.Select(e => ("pickles", e.Key)).Where(m => m.Key.StartsWith("sk1.9-sm-", StringComparison.Ordinal))));

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Eight_threads_at_once_get_the_answers_that_one_gets_alone(string set, string name)
    {
        var calls = Calls(set, name).ToArray();
        var alone = await LoadAsync(set, name);
        var expected = calls.Select(c => Answer(c, alone)).ToArray();
        Assert.Contains(expected, e => e is [not Type, ..]);

        // A new one, so that what is made at the first call is made by several at once.
        var shared = await LoadAsync(set, name);
        using var start = new Barrier(Threads);
        var wrong = new string?[Threads];
        var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            for (var i = 0; i < Rounds * calls.Length && wrong[thread] is null; i++)
            {
                // Each begins elsewhere.
                var call = (i + thread) % calls.Length;
                if (!Answer(calls[call], shared).SequenceEqual(expected[call])) wrong[thread] = $"call {call} in step {i}";
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();

        Assert.All(wrong, Assert.Null);
    }

    private static async Task<object> LoadAsync(string set, string name)
    {
        var directory = ModelDirectory.Open(ExpectedPredictions.Folder(set, name));
        var flavor = directory.Manifest.Flavors.Keys.First(f => f != "python_function");
        var type = flavor switch { "sklearn" => typeof(SklearnModel), "statsmodels" => typeof(StatsmodelsModel), "prophet" => typeof(ProphetModel), _ => typeof(TreeEnsemble) };
        return await ((IModelFlavor)new NativeScoring()).LoadAsync(directory, type, TestContext.Current.CancellationToken);
    }

    private delegate Array Call(object model);

    // A refusal is an answer, too, and the same for all.
    private static object?[] Answer(Call call, object model)
    {
        try
        {
            return [.. call(model).Cast<object?>()];
        }
        catch (Exception e) when (e is LineaException or ArgumentException)
        {
            return [e.GetType(), e.Message];
        }
    }

    private static IEnumerable<Call> Calls(string set, string name)
    {
        var input = (set == "scoring" ? Scoring : Pickles)[name]!["input"]!.AsObject();
        if (name.StartsWith("prophet", StringComparison.Ordinal)) return ProphetCalls(new ProphetGolden(set, name));
        var table = RecordedSklearnTests.TableOf(input);
        // Different rows in each call: one, some in a table, some in a span, many.
        return Enumerable.Range(0, 3).SelectMany(i => Of(Rows(table, i, 1), isOne: true).Concat(Of(Rows(table, i, 5 + i), isOne: false))).Concat(Of(Rows(table, 1, ManyRows), isOne: false));
    }

    private static IEnumerable<Call> Of(Table rows, bool isOne)
    {
        yield return model => model switch
        {
            SklearnModel sklearn => sklearn.MethodNames.SelectMany(m => RecordedSklearnTests.Ask(sklearn, m, rows).Cast<object>()).ToArray(),
            StatsmodelsModel { OutcomeCount: null } statsmodels => statsmodels.Predict(rows),
            StatsmodelsModel outcomes => outcomes.PredictProbabilities(rows),
            _ => ((TreeEnsemble)model).Predict(rows),
        };
        if (rows.Columns.Any(c => c.Values is not double[])) yield break;
        var numbers = Flat(rows);
        yield return model => model switch
        {
            SklearnModel sklearn => sklearn.Predict(numbers.AsSpan()),
            StatsmodelsModel { OutcomeCount: null } statsmodels => statsmodels.Predict(Square(numbers, rows.Columns.Count)),
            StatsmodelsModel outcomes => outcomes.PredictProbabilities(Square(numbers, rows.Columns.Count)),
            _ => ((TreeEnsemble)model).PredictRows(numbers.AsSpan()),
        };
        if (!isOne) yield break;
        yield return model =>
        {
            var result = new double[model switch { SklearnModel sklearn => Math.Max(1, sklearn.PredictionCount), TreeEnsemble trees => trees.PredictionCount, _ => 1 }];
            if (model is SklearnModel estimator) estimator.Predict(numbers, result);
            if (model is TreeEnsemble ensemble) ensemble.Predict(numbers, result);
            return result;
        };
    }

    private static IEnumerable<Call> ProphetCalls(ProphetGolden golden) => Enumerable.Range(0, 4).Select(i => (Call)(model =>
    {
        var forecast = ((ProphetModel)model).Predict(Rows(golden.Input, i, 3 + i), new() { Holidays = golden.Holidays, UncertaintySamples = 10 * i, Seed = i });
        return forecast.Columns.SelectMany(c => c.Values.Cast<object>()).ToArray();
    }));

    // Rows from a place on; after the last comes the first.
    private static Table Rows(Table table, int first, int count) => new(table.Columns.Select(c =>
    {
        var values = Array.CreateInstance(c.Values.GetType().GetElementType()!, count);
        for (var r = 0; r < count; r++) values.SetValue(c.Values.GetValue((first + r) % table.RowCount), r);
        return new TableColumn(c.Name, values);
    }).ToArray());

    private static double[] Flat(Table rows) => Enumerable.Range(0, rows.RowCount).SelectMany(r => rows.Columns.Select(c => ((double[])c.Values)[r])).ToArray();

    private static double[,] Square(double[] numbers, int columns)
    {
        var square = new double[numbers.Length / columns, columns];
        Buffer.BlockCopy(numbers, 0, square, 0, numbers.Length * sizeof(double));
        return square;
    }
}
