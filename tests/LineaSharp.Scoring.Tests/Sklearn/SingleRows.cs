using Xunit;

namespace LineaSharp.Scoring.Tests.Sklearn;

/// <summary>A row on its own gets the answer that it gets among others, and takes nothing from the heap.</summary>
internal static class SingleRows
{
    private delegate void Ask(ReadOnlySpan<double> row, Span<double> result);

    public static void Check(SklearnModel model, string method, double[,] rows)
    {
        var (ask, among) = method switch
        {
            "predict" => (model.Predict, Numbers(model, rows)),
            "predict_proba" => (model.PredictProba, model.PredictProba(rows)),
            "decision_function" => (model.DecisionFunction, model.DecisionFunction(rows)),
            "transform" => (model.Transform, model.Transform(rows)),
            _ => ((Ask?)null, new double[0, 0]),
        };
        if (ask is null) return;
        // What the room holds before does not matter.
        var results = new double[among.GetLength(0)][];
        for (var r = 0; r < results.Length; r++) results[r] = Enumerable.Repeat(double.MaxValue, among.GetLength(1)).ToArray();
        var flat = rows.Cast<double>().ToArray();
        var width = rows.GetLength(1);

        // The pool of other threads may be at work, so the best of some runs counts.
        var least = long.MaxValue;
        for (var run = 0; run < 5 && least > 0; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var r = 0; r < results.Length; r++) ask(flat.AsSpan(r * width, width), results[r]);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        for (var r = 0; r < results.Length; r++)
            for (var c = 0; c < among.GetLength(1); c++) Assert.Equal(among[r, c], results[r][c]);
        Assert.True(least == 0, $"{results.Length} rows took {least} bytes.");
    }

    private static double[,] Numbers(SklearnModel model, double[,] rows)
    {
        var answer = model.Predict(rows);
        var numbers = new double[rows.GetLength(0), model.PredictionCount];
        for (var r = 0; r < numbers.GetLength(0); r++)
            for (var c = 0; c < numbers.GetLength(1); c++)
            {
                var value = answer.Rank == 1 ? answer.GetValue(r)! : answer.GetValue(r, c)!;
                var labels = model.ClassesOfOutputs is { Count: > 0 } all && model.PredictionCount == all.Count ? all[c] : null;
                numbers[r, c] = labels is null ? Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture) : labels.ToList().IndexOf(value);
            }
        return numbers;
    }
}
