using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;
using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>The trees of histogram boosting, whose splits also know missing values and categories.</summary>
internal sealed class HistogramStages
{
    public HistogramStages(PyObject source, EstimatorReader reader, int outputs, int features)
    {
        // Since 1.4 categories are numbered by an encoder of its own, which also puts their columns first.
        var preprocessor = source.Find("_preprocessor") is { } given ? reader.Read(given).Method("transform") : null;
        var known = KnownCategories(source);
        var baseline = source.Find("_baseline_prediction") is PyArray array ? array.ToDoubles() : [source.Number("_baseline_prediction")];
        if (baseline.Length != outputs) throw source.Other("_baseline_prediction", $"{outputs} numbers");
        var builder = new ForestBuilder(new() { FeatureCount = features, OutputCount = outputs, TreesPerRound = outputs, Initial = baseline }, $"The {source.Type.Name}");
        foreach (var stage in source.Sequence("_predictors").Items)
        {
            if (stage is not PySequence trees || trees.Count != outputs) throw source.Other("_predictors", $"stages of {outputs} trees");
            for (var output = 0; output < outputs; output++) Add(builder, trees[output] as PyObject ?? throw source.Other("_predictors", "trees"), output, known);
        }
        Scores = new ForestFunction(builder.Build());
        LooksUpColumns = preprocessor is not null;
        if (preprocessor is null) return;
        if (preprocessor.Outputs != features) throw SklearnErrors.IsInconsistent("preprocessor", $"it gives {preprocessor.Outputs} columns for {features}");
        Scores = preprocessor.Then(Scores);
    }

    /// <summary>The sum of the trees, of columns as they are given to the estimator.</summary>
    public RowFunction Scores { get; }

    /// <summary>Whether columns are looked up by name, in any order.</summary>
    public bool LooksUpColumns { get; }

    // The categories that were seen in training, as bits; for features that have some.
    private static Dictionary<int, uint[]> KnownCategories(PyObject source)
    {
        var known = new Dictionary<int, uint[]>();
        if (source.Find("_bin_mapper") is not PyObject mapper || mapper.FindArray("is_categorical_") is not { } flags
            || mapper.Find("bin_thresholds_") is not PySequence thresholds) return known;
        var isCategorical = flags.ToDoubles();
        for (var f = 0; f < Math.Min(isCategorical.Length, thresholds.Count); f++)
        {
            if (isCategorical[f] == 0 || thresholds[f] is not PyArray categories) continue;
            var bits = known[f] = new uint[8];
            foreach (var category in categories.ToDoubles())
                if (category is >= 0 and < 256) bits[(int)category / 32] |= 1u << ((int)category % 32);
        }
        return known;
    }

    private static void Add(ForestBuilder builder, PyObject predictor, int output, Dictionary<int, uint[]> known)
    {
        var nodes = predictor.Array("nodes");
        var isLeaf = nodes.Field("is_leaf").ToLongs();
        var values = nodes.Field("value").ToDoubles();
        var features = nodes.Field("feature_idx").ToLongs();
        var thresholds = nodes.FindField("num_threshold")?.ToDoubles() ?? nodes.Field("threshold").ToDoubles();
        var missingLeft = nodes.Field("missing_go_to_left").ToLongs();
        var left = nodes.Field("left").ToLongs();
        var right = nodes.Field("right").ToLongs();
        var isCategorical = nodes.FindField("is_categorical")?.ToLongs() ?? new long[isLeaf.Length];
        var sets = nodes.FindField("bitset_idx")?.ToLongs() ?? new long[isLeaf.Length];
        var bits = isCategorical.Any(c => c != 0) ? predictor.Matrix("raw_left_cat_bitsets", columns: 8) : null;
        var tree = new TreeNode[isLeaf.Length];
        for (var i = 0; i < tree.Length; i++)
        {
            if (isLeaf[i] != 0) tree[i] = TreeNode.AtLeaf(i);
            else if (left[i] is < 0 or > int.MaxValue || right[i] is < 0 or > int.MaxValue || features[i] is < 0 or > int.MaxValue)
                throw SklearnErrors.IsInconsistent("tree", $"node {i} leads out of it");
            else if (isCategorical[i] == 0) tree[i] = TreeNode.AtMost((int)features[i], thresholds[i], missingLeft[i] != 0, (int)left[i], (int)right[i]);
            else
            {
                if (sets[i] < 0 || sets[i] >= bits!.Rows) throw SklearnErrors.IsInconsistent("tree", $"node {i} has no set of categories");
                var words = Array.ConvertAll(bits.Row((int)sets[i]).ToArray(), w => (uint)w);
                // What was not seen in training is missing, too.
                if (missingLeft[i] != 0 && known.TryGetValue((int)features[i], out var seen))
                    for (var w = 0; w < words.Length; w++) words[w] |= ~seen[w];
                tree[i] = TreeNode.OfCategories((int)features[i], new CategorySet(words, othersLeft: missingLeft[i] != 0), missingLeft[i] != 0, (int)left[i], (int)right[i]);
            }
        }
        builder.AddTree(tree, values, output);
    }
}

/// <summary>HistGradientBoostingRegressor.</summary>
internal sealed class HistGradientBoostingRegressor : Estimator
{
    public HistGradientBoostingRegressor(PyObject source, EstimatorReader reader) : base(source)
    {
        var stages = new HistogramStages(source, reader, 1, FeatureCount ?? throw source.Other("n_features_in_", "the number of features"));
        Predict = stages.LooksUpColumns ? stages.Scores : OfNumbers(stages.Scores);
        if (source.Text("loss") is "poisson" or "gamma") Predict = Predict.Then(1, static (row, result) => result[0] = Math.Exp(row[0]));
    }

    protected override bool TakesNaN => true;

    protected override bool TakesInfinity => true;
}

/// <summary>HistGradientBoostingClassifier.</summary>
internal sealed class HistGradientBoostingClassifier : Classifier
{
    public HistGradientBoostingClassifier(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source))
    {
        var outputs = Labels.Count == 2 ? 1 : Labels.Count;
        var stages = new HistogramStages(source, reader, outputs, FeatureCount ?? throw source.Other("n_features_in_", "the number of features"));
        DecisionFunction = stages.LooksUpColumns ? stages.Scores : OfNumbers(stages.Scores);
        PredictProba = outputs == 1 ? Logistic(DecisionFunction) : Softmax(DecisionFunction);
        Predict = Largest(PredictProba);
    }

    protected override bool TakesNaN => true;

    protected override bool TakesInfinity => true;
}
