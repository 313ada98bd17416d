using LineaSharp.LightGbm;
using LineaSharp.Scoring;
using LineaSharp.Scoring.Trees.LightGbm;

namespace LineaSharp.Bench.Scoring;

/// <summary>Trees of LightGBM: predicted by its own library and by us.</summary>
internal sealed class LightGbmTrees : IDisposable
{
    private readonly Booster _booster;

    public LightGbmTrees(TrainingRows rows)
    {
        var trained = new double[TrainingRows.Trained, TrainingRows.Features];
        Buffer.BlockCopy(rows.Doubles, 0, trained, 0, trained.Length * sizeof(double));
        var parameters = new Dictionary<string, object> { ["objective"] = "regression", ["num_leaves"] = 64, ["max_depth"] = 6, ["verbosity"] = -1 };
        _booster = Booster.Train(parameters, new Dataset(trained, new() { Labels = rows.Labels }), TrainingRows.Trees);
        Text = _booster.ToText();
        var model = new TreeEnsemble(LightGbmText.Parse(Text));
        var row = new double[1, TrainingRows.Features];
        Match = new(
            "LightGBM", true, new("LineaSharp", at => One(model, rows.Double(at)), () => model.PredictRows(rows.Doubles.AsSpan())),
            (new("LightGBM", Theirs, () => _booster.Predict(rows.Matrix).Values), 1e-9));

        double Theirs(int at)
        {
            Buffer.BlockCopy(rows.Doubles, at % TrainingRows.Count * TrainingRows.Features * sizeof(double), row, 0, row.Length * sizeof(double));
            return _booster.Predict(row).Values[0];
        }
    }

    public Match Match { get; }

    public string Text { get; }

    public void Dispose() => _booster.Dispose();

    private static double One(TreeEnsemble model, ReadOnlySpan<double> row)
    {
        Span<double> result = stackalloc double[1];
        model.Predict(row, result);
        return result[0];
    }
}
