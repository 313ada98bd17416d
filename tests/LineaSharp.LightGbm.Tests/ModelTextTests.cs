using System.Globalization;
using System.Text;
using LineaSharp.LightGbm.Files;
using LineaSharp.NativeLoading;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.LightGbm.Tests;

/// <summary>What is looked at before native code sees a text, whose loader would end the process.</summary>
public sealed class ModelTextTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("linea-lightgbm-test-");

    private static string Recorded => File.ReadAllText(Path.Combine(new GoldenModel("models-v317", "lightgbm-booster").Folder, "model.lgb"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_recorded_text_passes() => Assert.Equal("[]", ModelText.Check(Encoding.UTF8.GetBytes(Recorded)));

    [Fact]
    public void Every_kind_of_model_passes()
    {
        foreach (var booster in Some.OfEveryKind())
        {
            using (booster) Assert.Equal("null", ModelText.Check(Encoding.UTF8.GetBytes(booster.ToText())));
        }
    }

    [Fact]
    public void Every_cut_is_refused_but_that_before_Pythons_own_last_line()
    {
        var whole = Encoding.UTF8.GetBytes(Recorded);
        var own = Recorded.IndexOf("end of parameters", StringComparison.Ordinal) + "end of parameters\n".Length;
        for (var kept = 0; kept < whole.Length; kept++)
        {
            // Two empty lines' ends: LightGBM's own text ends there.
            if (kept == own || kept == own + 1) continue;
            Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => ModelText.Check(whole.AsSpan(0, kept))).Code);
        }
    }

    [Theory]
    [InlineData("a feature beyond the features", "split_feature=0 1 0", "split_feature=0 3 0")]
    [InlineData("a negative feature", "split_feature=0 1 0", "split_feature=0 -1 0", 1)]
    [InlineData("a cycle", "left_child=-1 2 -2", "left_child=-1 0 -2")]
    [InlineData("a node beyond the nodes", "right_child=1 -3 -4", "right_child=9 -3 -4")]
    [InlineData("a leaf beyond the leaves", "right_child=1 -3 -4", "right_child=1 -3 -9")]
    [InlineData("a leaf reached twice", "right_child=1 -3 -4", "right_child=1 -3 -2")]
    [InlineData("a missing value", "leaf_count=9 7 20 4", "leaf_count=9 7 20", -2)]
    [InlineData("a value too many", "leaf_count=9 7 20 4", "leaf_count=9 7 20 4 5", 2)]
    [InlineData("a number with a comma", "threshold=0.41950000000000004", "threshold=0,41950000000000004")]
    [InlineData("a number that is none", "internal_weight=9.9", "internal_weight=9x9")]
    [InlineData("a decision that is none", "decision_type=2 2 2", "decision_type=2 12 2", 1)]
    [InlineData("a categorical split without sets", "decision_type=2 2 2", "decision_type=2 1 2")]
    [InlineData("sets of categories that are missing", "num_cat=0", "num_cat=1")]
    [InlineData("more leaves than there are", "num_leaves=4", "num_leaves=5")]
    [InlineData("millions of leaves", "num_leaves=4", "num_leaves=400000000", 8)]
    [InlineData("no leaves", "num_leaves=4", "num_leaves=0")]
    [InlineData("linear without its arrays", "is_linear=0", "is_linear=1")]
    [InlineData("an unknown key", "leaf_weight=", "leaf_waight=")]
    [InlineData("a key twice", "internal_count=40 31 11", "internal_value=40 31 11")]
    [InlineData("another number of the tree", "Tree=1", "Tree=2")]
    [InlineData("a size that is wrong", "tree_sizes=543", "tree_sizes=544")]
    [InlineData("a size that is negative", "tree_sizes=543 ", "tree_sizes=-43 ")]
    [InlineData("a size too few", "tree_sizes=543 553 556", "tree_sizes=543 553")]
    [InlineData("another number of classes", "num_class=1", "num_class=3")]
    [InlineData("an objective of more classes", "objective=binary sigmoid:1", "objective=multiclass num_class:9")]
    [InlineData("an objective without a name", "objective=binary sigmoid:1", "objective=")]
    [InlineData("an objective of spaces", "objective=binary sigmoid:1", "objective=  ")]
    [InlineData("no trees a round", "num_tree_per_iteration=1", "num_tree_per_iteration=0")]
    [InlineData("more features than names", "max_feature_idx=2", "max_feature_idx=3")]
    [InlineData("a name twice", "feature_names=f0 f1 f2", "feature_names=f0 f1 f0")]
    [InlineData("billions of features", "max_feature_idx=2", "max_feature_idx=2147483647")]
    [InlineData("an unknown version", "version=v4", "version=x4")]
    [InlineData("no version", "version=v4\n", "")]
    [InlineData("another beginning", "tree\n", "tee\n")]
    [InlineData("no end of trees", "end of trees\n", "")]
    [InlineData("something after the end", "pandas_categorical:[]\n", "pandas_categorical:[]\nmore\n")]
    [InlineData("categories that are no JSON", "pandas_categorical:[]", "pandas_categorical:[")]
    public void A_text_that_leads_astray_is_refused(string what, string found, string replacement, int grows = 0)
    {
        Assert.NotNull(what);
        var at = Recorded.IndexOf(found, StringComparison.Ordinal);
        var changed = Recorded[..at] + replacement + Recorded[(at + found.Length)..];
        // The sizes fit, so that it is not they that tell.
        if (grows != 0) changed = changed.Replace("tree_sizes=543", string.Create(CultureInfo.InvariantCulture, $"tree_sizes={543 + replacement.Length - found.Length}"), StringComparison.Ordinal);

        var error = Assert.Throws<LineaException>(() => ModelText.Check(Encoding.UTF8.GetBytes(changed)));

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        output.WriteLine(error.Message);
    }

    [Theory]
    [InlineData("1e-320", false)]
    [InlineData("-1e-400", false)]
    [InlineData("1e999", false)]
    [InlineData("0", true)]
    [InlineData("-0.0e5", true)]
    [InlineData("inf", true)]
    [InlineData("2.2250738585072014e-308", true)]
    public void A_linear_trees_number_beyond_a_double_is_refused(string number, bool passes)
    {
        using var booster = Some.Linear();
        var lines = booster.ToText().Split('\n');
        var at = Array.FindIndex(lines, line => line.StartsWith("leaf_const=", StringComparison.Ordinal));
        var text = Garbling.Sized(string.Join('\n', (string[])[.. lines[..at], $"leaf_const={number}{lines[at][lines[at].IndexOf(' ', StringComparison.Ordinal)..]}", .. lines[(at + 1)..]]));

        if (passes) Booster.FromText(text).Dispose();
        else Assert.Contains("leaf_const", Assert.Throws<LineaException>(() => Booster.FromText(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format_is_refused_as_one()
    {
        var error = Assert.Throws<LineaException>(() => ModelText.Check(Encoding.UTF8.GetBytes(Recorded.Replace("version=v4", "version=v5", StringComparison.Ordinal))));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("LineaSharp.Python", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Carriage_returns_and_zeros_are_refused()
    {
        Assert.Contains("carriage return", Assert.Throws<LineaException>(() => ModelText.Check(Encoding.UTF8.GetBytes(Recorded.Replace("\n", "\r\n", StringComparison.Ordinal)))).Message, StringComparison.Ordinal);
        Assert.Contains("no text", Assert.Throws<LineaException>(() => ModelText.Check(Encoding.UTF8.GetBytes(Recorded.Replace("\nend of trees", "\0end of trees", StringComparison.Ordinal)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_older_formats_without_the_newer_keys_pass()
    {
        var older = string.Join('\n', Recorded.Split('\n').Where(l => !l.StartsWith("is_linear", StringComparison.Ordinal) && !l.StartsWith("internal_weight", StringComparison.Ordinal))).Replace("version=v4", "version=v3", StringComparison.Ordinal);
        var start = older.IndexOf("\nTree=0", StringComparison.Ordinal) + 1;
        var sizes = older[start..older.IndexOf("end of trees", StringComparison.Ordinal)].Split("Tree=").Skip(1).Select(tree => Encoding.UTF8.GetByteCount(tree) + 5);
        older = older.Replace("tree_sizes=543 553 556", $"tree_sizes={string.Join(' ', sizes)}", StringComparison.Ordinal);

        Assert.Equal("[]", ModelText.Check(Encoding.UTF8.GetBytes(older)));
        Some.SkipWithoutLibrary();
        using var booster = Booster.FromText(older);
        using var newer = Booster.FromText(Recorded);
        Assert.Equal(newer.Predict(Some.Values(columns: 3)).Values, booster.Predict(Some.Values(columns: 3)).Values);
    }

    [Fact]
    public void Ten_thousand_garbled_texts_are_errors_or_models_that_native_code_survives()
    {
        var wholes = Some.OfEveryKind().Select(booster =>
        {
            using (booster) return Encoding.UTF8.GetBytes(booster.ToText());
        }).ToArray();
        var random = new Random(4);
        var passed = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var garbled = Garbling.Of(wholes[i % wholes.Length], random);
            try
            {
                ModelText.Check(garbled);
            }
            catch (LineaException e) when (e.Code is ErrorCode.CorruptArtifact or ErrorCode.NotSupported)
            {
                continue;
            }
            if (passed++ < 800) File.WriteAllBytes(Path.Combine(_folder.FullName, $"{passed:d4}.lgb"), garbled);
        }

        var (loaded, refused) = NativeLoads.Run("lightgbm", _folder.FullName);

        output.WriteLine($"10000 garbled, {passed} passed the check; of {loaded + refused} of them native code loaded {loaded} and refused {refused}");
        Assert.True(loaded > 200);
    }
}
