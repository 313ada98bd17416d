using System.Text;
using System.Text.RegularExpressions;
using LineaSharp.Scoring.Trees;
using LineaSharp.Scoring.Trees.CatBoost;
using LineaSharp.Scoring.Trees.LightGbm;
using LineaSharp.Scoring.Trees.XGBoost;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Scoring.Tests.Trees;

/// <summary>Damaged files end in a model that predicts or in a LineaException: no other error, no hang, no memory beyond the file's measure.</summary>
public sealed class HostileTreeFileTests(ITestOutputHelper output)
{
    private const int Mutations = 10_000;
    // A small file's model takes some kilobytes; what a lying count would ask for is far more.
    private const long MostBytes = 32 << 20;

    public static TheoryData<string, string> Files => new()
    {
        { "xgboost ubj", "scoring/xgboost-3.4-categorical-partition/model.ubj" },
        { "xgboost json", "models-v317/xgboost-booster-json/model.json" },
        { "xgboost binary", "models-v2/xgboost-sklearn-classifier/model.xgb" },
        { "lightgbm", "scoring/lightgbm-multiclass-categorical/model.lgb" },
        { "lightgbm", "scoring/lightgbm-linear-tree/model.lgb" },
        { "catboost", "scoring/catboost-multiclass/model.cb" },
        { "catboost", "models-v317/catboost-regressor-json/model.cb" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_is_cut_is_refused(string format, string path)
    {
        var file = File.ReadAllBytes(Bytes(path));
        var read = 0;
        for (var length = 0; length < file.Length; length += 10)
            if (TryUse(format, file.AsSpan(0, length))) read++;
        // LightGBM's text tells what prediction needs before its end.
        if (format != "lightgbm") Assert.Equal(0, read);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Ten_thousand_mutations_predict_or_are_refused(string format, string path)
    {
        var random = new Random(7);
        var original = File.ReadAllBytes(Bytes(path));
        var read = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var file = Mutation.Of(original, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            if (TryUse(format, file)) read++;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostBytes, $"Mutation {i} of {path} took {allocated} bytes.");
        }
        output.WriteLine($"{path}: {read} of {Mutations} mutations are models, {Mutations - read} are refused");
    }

    [Theory]
    [InlineData("7b4c000000000000000161 5b2455 234c 7fffffffffffffff")]
    [InlineData("7b4c000000000000000161 5b2444 236c 7fffffff 00")]
    [InlineData("7b4c000000000000000161 5b 234c 000000007fffffff 5a")]
    [InlineData("7b4c7fffffffffffffff61")]
    [InlineData("7b4cffffffffffffffff61")]
    [InlineData("7b4c000000000000000161 53 6c 7ffffffe 61")]
    public void A_count_that_lies_is_refused_before_memory_is_taken(string ubj)
    {
        var bytes = Convert.FromHexString(ubj.Replace(" ", "", StringComparison.Ordinal));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => XGBoostModel.Read(bytes)).Code);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    // The recorded texts and documents, with one thing in them that no walk survives.
    public static TheoryData<string, string, string, string> Damages => new()
    {
        { "xgboost json", XGBoostFile, "left_children", "[1,3,5,-1,-1,-1,99]" },
        { "xgboost json", XGBoostFile, "left_children", "[1,3,5000000000,-1,-1,-1,-1]" },
        { "xgboost json", XGBoostFile, "left_children", "[1,0,5,-1,-1,-1,-1]" },
        { "xgboost json", XGBoostFile, "left_children", "[0,3,5,-1,-1,-1,-1]" },
        { "xgboost json", XGBoostFile, "left_children", "[1,3,-7,-1,-1,-1,-1]" },
        { "xgboost json", XGBoostFile, "left_children", "[1,3,5,-1,-1,-1]" },
        { "xgboost json", XGBoostFile, "right_children", "[1,4,6,-1,-1,-1,-1]" },
        { "xgboost json", XGBoostFile, "right_children", "\"many\"" },
        { "xgboost json", XGBoostFile, "split_indices", "[3,1,1,0,0,0,0]" },
        { "xgboost json", XGBoostFile, "split_indices", "[-1,1,1,0,0,0,0]" },
        { "xgboost json", XGBoostFile, "split_conditions", "[null,0,0,0,0,0,0]" },
        { "xgboost json", XGBoostFile, "tree_info", "[0]" },
        { "catboost json", CatBoostFile, "leaf_values", "[1,2,3]" },
        { "catboost json", CatBoostFile, "leaf_values", "[]" },
        { "catboost json", CatBoostFile, "float_feature_index", "9" },
        { "catboost json", CatBoostFile, "float_feature_index", "-1" },
        { "catboost json", CatBoostFile, "splits", "[]" },
        { "catboost json", CatBoostFile, "splits", "3" },
        { "lightgbm", LightGbmFile, "left_child", "1 -1 3 -2 77" },
        { "lightgbm", LightGbmFile, "left_child", "1 -1 3 -2 -77" },
        { "lightgbm", LightGbmFile, "left_child", "0 -1 3 -2 -3" },
        { "lightgbm", LightGbmFile, "left_child", "1 -1 2 -2 -3" },
        { "lightgbm", LightGbmFile, "left_child", "1 -1 3 -2" },
        { "lightgbm", LightGbmFile, "right_child", "2 4 -4 -5 -5" },
        { "lightgbm", LightGbmFile, "split_feature", "0 3 1 3 4" },
        { "lightgbm", LightGbmFile, "split_feature", "0 3 1 3 -1" },
        { "lightgbm", LightGbmFile, "threshold", "0.1 0.1 0.1 0.1 nan" },
        { "lightgbm", LightGbmFile, "leaf_value", "1 2 3" },
        { "lightgbm", LightGbmFile, "num_leaves", "2147483647" },
        { "lightgbm", LightGbmFile, "num_leaves", "-6" },
        { "lightgbm", LightGbmFile, "num_cat", "1000000" },
    };

    private const string XGBoostFile = "models-v317/xgboost-booster-json/model.json";
    private const string CatBoostFile = "models-v317/catboost-regressor-json/model.cb";
    private const string LightGbmFile = "scoring/lightgbm-multiclass-categorical/model.lgb";

    [Theory]
    [MemberData(nameof(Damages))]
    public void Children_features_and_leaves_that_are_not_there_are_refused(string format, string path, string key, string value)
    {
        var text = File.ReadAllText(Bytes(path));
        var pattern = format == "lightgbm" ? $"(?m)(?<=^{key}=).*$" : $@"(?<=""{key}""\s*:\s*)(\[[^\]]*\]|[^,\]}}]+)";
        var damaged = new Regex(pattern).Replace(text, value, 1);
        Assert.NotEqual(text, damaged);

        Assert.True(TryUse(format, Encoding.UTF8.GetBytes(text)));
        Assert.False(TryUse(format, Encoding.UTF8.GetBytes(damaged)));
    }

    [Fact]
    public void A_document_ten_thousand_levels_deep_is_refused()
    {
        var ubj = Enumerable.Repeat((byte)'[', 10_000).Prepend((byte)'a').Concat("{i"u8.ToArray().Append((byte)1).Reverse()).Reverse().ToArray();
        Assert.Throws<LineaException>(() => XGBoostModel.Read(ubj));
        Assert.Throws<LineaException>(() => XGBoostModel.Read(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 10_000))));
        Assert.Throws<LineaException>(() => CatBoostModel.Read(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 10_000)), "CatBoost"));
    }

    private static string Bytes(string path) => ExpectedPredictions.Folder(path.Split('/')[0], path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    private static bool TryUse(string format, ReadOnlySpan<byte> file)
    {
        try
        {
            var model = new TreeEnsemble(format.Split(' ')[0] switch
            {
                "xgboost" => XGBoostModel.Read(file, "xgboost.sklearn.XGBClassifier"),
                "lightgbm" => LightGbmText.Parse(Encoding.UTF8.GetString(file)),
                _ => CatBoostModel.Read(file, "CatBoostClassifier"),
            });
            // A row as long as the file claims would be the test's own memory.
            if (model.FeatureCount is 0 or > 1000 || model.OutputCount > 1000) return true;
            var rows = new double[model.FeatureCount * 3];
            rows.AsSpan(0, model.FeatureCount).Fill(double.NaN);
            rows.AsSpan(model.FeatureCount, model.FeatureCount).Fill(double.PositiveInfinity);
            model.PredictRows(rows.AsSpan());
            var (prediction, scores) = (new double[model.PredictionCount], new double[model.OutputCount]);
            model.Predict(rows.AsSpan(0, model.FeatureCount), prediction);
            model.PredictRaw(rows.AsSpan(model.FeatureCount, model.FeatureCount), scores);
            if (model.HasProbabilities) model.PredictProbabilities(rows.AsSpan(0, model.FeatureCount), new double[Math.Max(model.Labels.Count, Math.Max(model.PredictionCount, 2))]);
            return true;
        }
        catch (LineaException e) when (e.Code is ErrorCode.CorruptArtifact or ErrorCode.NotSupported)
        {
            return false;
        }
    }
}
