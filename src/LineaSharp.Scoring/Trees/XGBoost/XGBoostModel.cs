using System.Globalization;
using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Trees.XGBoost;

/// <summary>Reads what XGBoost saves, 1.0 to 3.4: JSON, UBJSON, and the old binary format.</summary>
internal static class XGBoostModel
{
    private const string Source = "The XGBoost model";
    // More outputs than any model has, so that a number in a file cannot ask for much memory.
    private const int MaxOutputs = 1 << 20;

    /// <summary>Reads a model.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="modelClass">The Python class that MLflow recorded (<c>xgboost.sklearn.XGBClassifier</c>); the default is the booster.</param>
    /// <exception cref="LineaException">CorruptArtifact: the bytes are no such model. NotSupported: it needs something that is not computed natively.</exception>
    public static TreeModel Read(ReadOnlySpan<byte> file, string modelClass = "xgboost.core.Booster")
    {
        var root = Parse(file);
        // A booster that Python pickled has its configuration beside the model.
        if (root.Find("learner") is null && root.Find("Config") is not null) root = root.Get("Model");
        var learner = root.Get("learner");
        var version = VersionOf(root);
        var parameters = learner.Get("learner_model_param");
        int features = parameters.GetInt("num_feature"), classes = parameters.GetInt("num_class");
        var targets = parameters.Find("num_target") is null ? 1 : parameters.GetInt("num_target");
        var outputs = Math.Max(1, Math.Max(classes, targets));
        if (features < 0 || outputs > MaxOutputs || classes < 0) throw TreeErrors.Malformed(Source, $"it has {features} features and {outputs} outputs");

        var name = learner.Get("objective").GetText("name");
        var objective = XGBoostObjective.Of(name, outputs, version, Source);
        var baseScores = BaseScores(parameters.GetText("base_score"), outputs, objective, name);
        var booster = learner.Get("gradient_booster");
        RawScorer raw = booster.GetText("name") switch
        {
            "gbtree" => Trees(booster.Get("model"), features, outputs, baseScores, booster.Find("weight_drop") is null ? null : booster.GetNumbers("weight_drop")),
            "dart" => Trees(booster.Get("gbtree").Get("model"), features, outputs, baseScores, booster.GetNumbers("weight_drop")),
            "gblinear" => Linear(booster.Get("model"), features, baseScores),
            var other => throw TreeErrors.NotComputed(Source, $"has the booster '{other}'"),
        };
        var names = learner.Find("feature_names") is null ? [] : learner.GetItems("feature_names").Select(n => n.Text ?? throw TreeErrors.Malformed(Source, "a feature's name is no text")).ToArray();
        if (names.Length != 0 && names.Length != features) throw TreeErrors.Malformed(Source, $"it has {features} features and {names.Length} names of features");

        var codes = CategoryCodes(booster, features);
        var model = new TreeModel
        {
            Library = "XGBoost",
            Version = version.ToString(3),
            Objective = name,
            Raw = raw,
            Features = names.Length == 0 && codes is null ? new MadeUpFeatures("f", features) : Enumerable.Range(0, features).Select(i => new TreeFeature(names.Length == 0 ? $"f{i}" : names[i], codes?[i])).ToArray(),
            IsNamed = names.Length != 0,
            Prediction = objective.Link,
            IsSingle = true,
        };
        var attributes = learner.Find("attributes");
        return XGBoostSklearn.Adapt(model, modelClass.Split('.')[^1], classes, attributes);
    }

    private static DocumentNode Parse(ReadOnlySpan<byte> file)
    {
        var text = file.TrimStart(" \t\r\n"u8);
        if (XGBoostBinaryReader.IsBinary(file)) return XGBoostBinaryReader.Read(file, Source);
        if (text.IsEmpty || text[0] != '{') throw TreeErrors.NotComputed(Source, "is in none of XGBoost's formats JSON, UBJSON and old binary", "Save it as .json or .ubj.");
        // After the brace JSON has a quote; UBJSON has the type of the first key's length.
        var first = text[1..].TrimStart(" \t\r\n"u8);
        return !first.IsEmpty && first[0] is (byte)'"' or (byte)'}' ? JsonDocumentReader.Read(file, Source) : UbjReader.Read(file, Source);
    }

    private static Version VersionOf(DocumentNode root)
    {
        var parts = root.GetInts("version");
        return parts is [>= 0, >= 0, >= 0] ? new Version(parts[0], parts[1], parts[2]) : throw TreeErrors.Malformed(Source, "its version is no list of three numbers");
    }

    // "5E-1" until 3.0, "[5E-1]" or one for each output since.
    private static float[] BaseScores(string text, int outputs, XGBoostObjective objective, string name)
    {
        var scores = text.Trim().TrimStart('[').TrimEnd(']').Split(',').Select(s =>
            float.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && float.IsFinite(score) ? score : throw TreeErrors.Malformed(Source, "its base_score is no number")).ToArray();
        if (scores.Length == 1 && outputs > 1) scores = Enumerable.Repeat(scores[0], outputs).ToArray();
        if (scores.Length != outputs) throw TreeErrors.Malformed(Source, $"it has {scores.Length} base scores for {outputs} outputs");
        if (name == "reg:expectileerror") XGBoostObjective.ExpectilesToRaw(scores);
        return Array.ConvertAll(scores, s => objective.BaseToRaw(s));
    }

    private static LinearBooster Linear(DocumentNode model, int features, float[] baseScores)
    {
        var weights = model.GetNumbers("weights");
        if (weights.Length != (features + 1L) * baseScores.Length) throw TreeErrors.Malformed(Source, $"it has {weights.Length} weights for {features} features and {baseScores.Length} outputs");
        return new LinearBooster(Array.ConvertAll(weights, w => (float)w), baseScores, features);
    }

    private static Forest Trees(DocumentNode model, int features, int outputs, float[] baseScores, double[]? outerWeights)
    {
        var trees = model.GetItems("trees");
        var groups = model.GetInts("tree_info");
        if (groups.Length != trees.Count) throw TreeErrors.Malformed(Source, $"it has {trees.Count} trees and {groups.Length} groups of them");
        var weights = outerWeights ?? (model.Find("weight_drop") is null ? [] : model.GetNumbers("weight_drop"));
        if (weights.Length > trees.Count) throw TreeErrors.Malformed(Source, $"it has {trees.Count} trees and {weights.Length} weights of them");

        var builder = new ForestBuilder(
            new ForestOptions
            {
                FeatureCount = features,
                OutputCount = outputs,
                SingleInputs = true,
                SingleSums = true,
                Initial = Array.ConvertAll(baseScores, s => (double)s),
                RoundStarts = RoundStarts(model, trees, outputs),
            },
            Source);
        for (var i = 0; i < trees.Count; i++) XGBoostTree.AddTo(builder, trees[i], groups[i], i < weights.Length ? (float)weights[i] : 1, outputs, Source);
        return builder.Build();
    }

    private static int[] RoundStarts(DocumentNode model, IReadOnlyList<DocumentNode> trees, int outputs)
    {
        if (model.Find("iteration_indptr") is not null) return model.GetInts("iteration_indptr");
        var parameters = model.Get("gbtree_model_param");
        var parallel = parameters.Find("num_parallel_tree") is null ? 1 : Math.Max(1, parameters.GetInt("num_parallel_tree"));
        var vector = trees.Count > 0 && trees[0].Find("tree_param")?.Find("size_leaf_vector") is not null && trees[0].Get("tree_param").GetInt("size_leaf_vector") > 1;
        var perRound = (long)parallel * (vector ? 1 : outputs);
        var starts = new List<int>();
        for (long start = 0; start < trees.Count; start += perRound) starts.Add((int)start);
        starts.Add(trees.Count);
        return starts.ToArray();
    }

    // From 3.1 on a model that was trained on a table of categories keeps their names.
    private static ListedCategories?[]? CategoryCodes(DocumentNode booster, int features)
    {
        var model = booster.Find("model") ?? booster.Find("gbtree")?.Find("model");
        if (model?.Find("cats") is not { } cats || cats.Find("enc") is null) return null;
        var encodings = cats.GetItems("enc");
        if (encodings.Count == 0) return null;
        if (encodings.Count != features) throw TreeErrors.Malformed(Source, $"it has {features} features and categories of {encodings.Count}");
        return encodings.Select(e => e.Find("offsets") is null ? null : Names(e)).ToArray();
    }

    // Text is one run of bytes, cut at offsets.
    private static ListedCategories? Names(DocumentNode encoding)
    {
        int[] offsets = encoding.GetInts("offsets"), bytes = encoding.GetInts("values");
        if (offsets.Length < 2) return null;
        var text = Array.ConvertAll(bytes, b => unchecked((byte)b));
        var names = new string[offsets.Length - 1];
        for (var i = 0; i < names.Length; i++)
        {
            if (offsets[i] < 0 || offsets[i + 1] < offsets[i] || offsets[i + 1] > text.Length) throw TreeErrors.Malformed(Source, "its names of categories lie outside their text");
            names[i] = System.Text.Encoding.UTF8.GetString(text, offsets[i], offsets[i + 1] - offsets[i]);
        }
        return new ListedCategories(names);
    }
}
