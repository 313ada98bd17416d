using System.Globalization;
using System.Text.Json;
using LineaSharp.Scoring;
using LineaSharp.Scoring.Trees.XGBoost;

namespace LineaSharp.Bench.Scoring;

/// <summary>Trees of libxgboost: predicted by itself, by ONNX Runtime and by us.</summary>
internal sealed class XGBoostTrees : IDisposable
{
    private readonly NativeXGBoost _native;
    private readonly OnnxScorer _onnx;

    public XGBoostTrees(TrainingRows rows)
    {
        _native = NativeXGBoost.Train(rows.Singles[..(TrainingRows.Trained * TrainingRows.Features)], TrainingRows.Features, rows.Labels, TrainingRows.Trees);
        (Binary, Json) = (_native.Save("ubj"), _native.Save("json"));
        _onnx = new(Onnx(Json), rows);
        var model = new TreeEnsemble(XGBoostModel.Read(Binary));
        Match = new("XGBoost", true, new("LineaSharp", row => One(model, rows.Single(row)), () => model.PredictRows(rows.Singles.AsSpan())),
            (new("libxgboost", row => _native.Predict(rows.Single(row), TrainingRows.Features)[0], () => _native.Predict(rows.Singles, TrainingRows.Features)), 1e-6),
            (new("ONNX Runtime", _onnx.One, _onnx.All), 1e-4));
    }

    public Match Match { get; }

    public byte[] Binary { get; }

    public byte[] Json { get; }

    public void Dispose()
    {
        _native.Dispose();
        _onnx.Dispose();
    }

    private static double One(TreeEnsemble model, ReadOnlySpan<float> row)
    {
        Span<double> result = stackalloc double[1];
        model.Predict(row, result);
        return result[0];
    }

    // XGBoost's nodes go left below the condition; a leaf's condition is its value.
    private static byte[] Onnx(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var learner = document.RootElement.GetProperty("learner");
        var baseScore = float.Parse(learner.GetProperty("learner_model_param").GetProperty("base_score").GetString()!, CultureInfo.InvariantCulture);
        var onnx = new OnnxTrees(TrainingRows.Features, baseScore);
        foreach (var tree in learner.GetProperty("gradient_booster").GetProperty("model").GetProperty("trees").EnumerateArray())
        {
            var (left, right, feature) = (Numbers("left_children", e => e.GetInt32()), Numbers("right_children", e => e.GetInt32()), Numbers("split_indices", e => e.GetInt32()));
            var condition = Numbers("split_conditions", e => e.GetSingle());
            onnx.BeginTree();
            for (var node = 0; node < left.Length; node++)
            {
                if (left[node] < 0) onnx.AddLeaf(node, condition[node]);
                else onnx.AddSplit(node, feature[node], condition[node], left[node], right[node]);
            }

            T[] Numbers<T>(string name, Func<JsonElement, T> number) => tree.GetProperty(name).EnumerateArray().Select(number).ToArray();
        }
        return onnx.ToModel();
    }
}
