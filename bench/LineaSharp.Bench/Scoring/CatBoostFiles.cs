using System.Text.Json;
using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Bench.Scoring;

/// <summary>Writes symmetric trees in CatBoost's two formats, as far as a reader needs them.</summary>
internal static class CatBoostFiles
{
    /// <summary>https://catboost.ai/docs/en/concepts/json_format, indented by CatBoost too.</summary>
    public static byte[] Json(SymmetricTrees trees)
    {
        var features = trees.Borders.Select((borders, i) => new { borders, feature_index = i, flat_feature_index = i, has_nans = false, nan_value_treatment = "AsIs" });
        var oblivious = trees.Splits.Zip(trees.Values, (splits, values) => new
        {
            leaf_values = values,
            leaf_weights = values,
            splits = splits.Select(s => new { border = s.Border, float_feature_index = s.Feature, split_index = Place(trees, s), split_type = "FloatFeature" }),
        });
        var model = new { features_info = new { float_features = features }, oblivious_trees = oblivious, scale_and_bias = new object[] { 1, new[] { 0.0 } } };
        return JsonSerializer.SerializeToUtf8Bytes(model, Indented);
    }

    /// <summary><c>CBM1</c>, the size, and tables of FlatBuffers, whose fields are numbered as in https://github.com/catboost/catboost/tree/master/catboost/libs/model/flatbuffers.</summary>
    public static byte[] Cbm(SymmetricTrees trees)
    {
        var depths = trees.Splits.Select(s => s.Length).ToArray();
        var starts = depths.Select((_, i) => depths[..i].Sum()).ToArray();
        var features = trees.Borders.Select((borders, i) => (object)new Dictionary<int, object> { [1] = i, [2] = i, [3] = borders }).ToArray();
        var core = FlatBuffer.Of(new()
        {
            [0] = "FlabuffersModel_v1",
            [1] = new Dictionary<int, object>
            {
                [0] = 1,
                [1] = trees.Splits.SelectMany(s => s).Select(s => Place(trees, s)).ToArray(),
                [2] = depths,
                [3] = starts,
                [5] = features,
                [8] = trees.Values.SelectMany(v => v).ToArray(),
                [9] = trees.Values.SelectMany(v => v).ToArray(),
            },
        });
        return [.. "CBM1"u8, .. BitConverter.GetBytes(core.Length), .. core];
    }

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    // Splits are numbered border by border, feature by feature.
    private static int Place(SymmetricTrees trees, ObliviousSplit split) => trees.Borders.Take(split.Feature).Sum(b => b.Length) + Array.IndexOf(trees.Borders[split.Feature], split.Border);
}
