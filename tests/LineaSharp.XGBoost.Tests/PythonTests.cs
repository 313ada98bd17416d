using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.XGBoost.Tests;

/// <summary>Debian's XGBoost for Python reads what is written here and predicts the same, and the other way round.</summary>
public sealed class PythonTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("linea-xgboost-test-");
    private readonly ITestOutputHelper _output;

    public PythonTests(ITestOutputHelper output)
    {
        Some.SkipWithoutLibrary();
        _output = output;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Python_loads_every_kind_of_model_in_both_formats_and_predicts_the_same()
    {
        var values = Some.Values(seed: 5);
        foreach (var format in Enum.GetValues<ModelFormat>())
            foreach (var (booster, i) in Some.OfEveryKind().Select((booster, i) => (booster, i)))
            {
                var directory = ModelDirectory.Create(_folder.CreateSubdirectory($"{i}-{format}").FullName);
                await ((IModelFlavor)new XGBoostFlavor(format)).SaveAsync(booster, directory, TestContext.Current.CancellationToken);
                await directory.CompleteAsync(null, TestContext.Current.CancellationToken);
                File.WriteAllText(Path.Combine(directory.Path, "types.json"), JsonSerializer.Serialize(booster.FeatureTypes));
                File.WriteAllText(Path.Combine(directory.Path, "names.json"), JsonSerializer.Serialize(booster.FeatureNames));
            }
        File.WriteAllText(Path.Combine(_folder.FullName, "values.json"), Rows(values));

        var read = JsonNode.Parse(Python.Run("""
            import json, os, sys, numpy as np, xgboost as xgb
            root = sys.argv[1]
            values = np.array(json.load(open(root + "/values.json")), dtype=np.float32)
            answers = {}
            for name in sorted(os.listdir(root)):
                folder = os.path.join(root, name)
                if not os.path.isdir(folder): continue
                file = [f for f in os.listdir(folder) if f.startswith("model.")][0]
                booster = xgb.Booster()
                booster.load_model(os.path.join(folder, file))
                names = json.load(open(folder + "/names.json"))
                assert (booster.feature_names or []) == names, (name, booster.feature_names)
                types = json.load(open(folder + "/types.json"))
                data = xgb.DMatrix(values, feature_names=names or None, feature_types=types or None, enable_categorical=True)
                answers[name] = booster.predict(data).astype(np.float64).ravel().tolist()
            print(json.dumps(answers))
            """, _folder.FullName))!.AsObject();

        Assert.Equal(16, read.Count);
        foreach (var (booster, i) in Some.OfEveryKind().Select((booster, i) => (booster, i)))
        {
            using (booster)
                foreach (var format in Enum.GetValues<ModelFormat>()) Assert.Equal(booster.Predict(values).Values, Floats(read[$"{i}-{format}"]!));
        }
    }

    [Theory, InlineData(ModelFormat.Ubj), InlineData(ModelFormat.Json)]
    public async Task MLflow_loads_what_is_saved_here_with_equal_predictions(ModelFormat format)
    {
        var values = Some.Values(seed: 5);
        using var booster = Some.OfEveryKind().First();
        var directory = ModelDirectory.Create(_folder.CreateSubdirectory("model").FullName);
        await ((IModelFlavor)new XGBoostFlavor(format)).SaveAsync(booster, directory, TestContext.Current.CancellationToken);
        await directory.CompleteAsync(null, TestContext.Current.CancellationToken);
        File.WriteAllText(Path.Combine(_folder.FullName, "values.json"), Rows(values));

        var read = JsonNode.Parse(Python.RunWithMlflow("""
            import json, sys, numpy as np, pandas as pd, xgboost as xgb, mlflow.xgboost, mlflow.pyfunc
            root = sys.argv[1]
            values = np.array(json.load(open(root + "/values.json")), dtype=np.float32)
            booster = mlflow.xgboost.load_model(root + "/model")
            native = booster.predict(xgb.DMatrix(values, feature_names=booster.feature_names, feature_types=booster.feature_types))
            pyfunc = mlflow.pyfunc.load_model(root + "/model").predict(pd.DataFrame(values, columns=booster.feature_names))
            print(json.dumps([native.astype(np.float64).ravel().tolist(), np.asarray(pyfunc).astype(np.float64).ravel().tolist()]))
            """, _folder.FullName))!.AsArray();

        Assert.Equal(booster.Predict(values).Values, Floats(read[0]!));
        Assert.Equal(booster.Predict(values).Values, Floats(read[1]!));
    }

    [Fact]
    public void Python_trains_the_same_models_on_the_same_data()
    {
        var random = new Random(11);
        var cases = new JsonArray();
        var mine = new List<float[]>();
        for (var i = 0; i < 60; i++)
        {
            var (rows, columns) = (random.Next(20, 120), random.Next(1, 7));
            var values = Some.Values(rows, columns + 1, seed: 100 + i, missing: random.NextDouble() * 0.3);
            var (objective, classes) = new[] { ("binary:logistic", 2), ("multi:softprob", 4), ("multi:softmax", 3), ("reg:squarederror", 0), ("count:poisson", 3), ("reg:absoluteerror", 0), ("rank:pairwise", 2) }[i % 7];
            var labels = classes == 0 ? Some.Targets(values) : Some.Classes(values, classes);
            var parameters = Some.Parameters(objective, ("max_depth", random.Next(1, 7)), ("eta", Math.Round(random.NextDouble(), 2) + 0.05), ("lambda", random.Next(3)),
                ("subsample", random.Next(2) == 0 ? 1.0 : 0.7), ("tree_method", new[] { "exact", "hist", "approx" }[random.Next(3)]), ("booster", new[] { "gbtree", "dart", "gbtree", "gblinear" }[random.Next(4)]));
            if (objective.StartsWith("multi", StringComparison.Ordinal)) parameters["num_class"] = classes;
            if ((string)parameters["booster"] == "gblinear") parameters["updater"] = "coord_descent";
            if ((string)parameters["booster"] == "gblinear") parameters.Remove("tree_method");
            if (objective == "reg:absoluteerror") parameters["booster"] = "gbtree";
            if (objective == "reg:absoluteerror") parameters.Remove("updater");
            var rounds = random.Next(1, 12);
            using var data = new DMatrix(values, new() { Labels = labels });
            using var booster = Booster.Train(parameters, data, rounds);
            mine.Add([.. booster.Predict(values).Values]);
            cases.Add(new JsonObject
            {
                ["values"] = JsonNode.Parse(Rows(values)), ["labels"] = new JsonArray([.. labels.Select(l => (JsonNode)l)]), ["rounds"] = rounds,
                ["parameters"] = new JsonObject(parameters.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)JsonValue.Create(Convert.ToString(p.Value, CultureInfo.InvariantCulture))))),
            });
        }
        var file = Path.Combine(_folder.FullName, "cases.json");
        File.WriteAllText(file, cases.ToJsonString());

        var theirs = JsonNode.Parse(Python.Run("""
            import json, sys, numpy as np, xgboost as xgb
            answers = []
            for case in json.load(open(sys.argv[1])):
                values = np.array(case["values"], dtype=np.float32)
                data = xgb.DMatrix(values, label=np.array(case["labels"], dtype=np.float32))
                booster = xgb.train(case["parameters"], data, case["rounds"])
                answers.append(booster.predict(xgb.DMatrix(values)).astype(np.float64).ravel().tolist())
            print(json.dumps(answers))
            """, file))!.AsArray();

        var largest = mine.Zip(theirs, (a, b) => a.Zip(Floats(b!), (x, y) => Math.Abs(x - y)).Max()).Max();
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mine.Count} trainings, largest difference of a prediction {largest}"));
        Assert.Equal(0, largest);
    }

    [Fact]
    public async Task What_the_scikit_learn_classes_wrote_predicts_as_they_do()
    {
        var values = Some.Values(seed: 6, missing: 0);
        File.WriteAllText(Path.Combine(_folder.FullName, "values.json"), Rows(values));

        var expected = JsonNode.Parse(Python.Run("""
            import json, os, sys, warnings, numpy as np, xgboost as xgb
            warnings.filterwarnings("ignore")
            root = sys.argv[1]
            values = np.array(json.load(open(root + "/values.json")), dtype=np.float32)
            two = (values[:, 0] > 0.4).astype(int)
            three = (values[:, 0] > 0).astype(int) + (values[:, 1] > 1).astype(int)
            line = values[:, 0] * 2 - values[:, 2]
            common = dict(n_estimators=12, max_depth=2, n_jobs=1)
            models = {
                "binary": (xgb.XGBClassifier(**common), two, {}),
                "three": (xgb.XGBClassifier(**common), three, {}),
                "softmax": (xgb.XGBClassifier(objective="multi:softmax", **common), three, {}),
                "stopped": (xgb.XGBClassifier(early_stopping_rounds=2, **common), two[::-1].copy(), dict(eval_set=[(values[:20], two[:20])], verbose=False)),
                "linear": (xgb.XGBClassifier(booster="gblinear", n_estimators=3, n_jobs=1), two, {}),
                "multilabel": (xgb.XGBClassifier(tree_method="hist", **common), np.stack([two, 1 - two, two], axis=1), {}),
                "regressor": (xgb.XGBRegressor(early_stopping_rounds=2, **common), line, dict(eval_set=[(values[:20], -line[:20])], verbose=False)),
                "forest": (xgb.XGBRFClassifier(**common), three, {}),
                "forest-regressor": (xgb.XGBRFRegressor(**common), line, {}),
                "ranker": (xgb.XGBRanker(objective="rank:pairwise", **common), two, dict(group=[20, 30, 10])),
            }
            answers = {}
            for name, (model, target, more) in models.items():
                model.fit(values, target, **more)
                for format in ["ubj", "json"]:
                    folder = os.path.join(root, name + "-" + format)
                    os.makedirs(folder)
                    model.save_model(os.path.join(folder, "model." + format))
                    answer = model.predict(values)
                    answers[name + "-" + format] = dict(type=type(model).__name__, dtype=str(answer.dtype), shape=list(answer.shape), values=answer.astype(np.float64).ravel().tolist())
            print(json.dumps(answers))
            """, _folder.FullName))!.AsObject();

        Assert.Equal(20, expected.Count);
        foreach (var (name, answer) in expected)
        {
            var file = name.EndsWith("json", StringComparison.Ordinal) ? "model.json" : "model.ubj";
            var manifest = $"flavors:\n  python_function:\n    loader_module: mlflow.xgboost\n    data: {file}\n  xgboost:\n    data: {file}\n    model_class: xgboost.sklearn.{answer!["type"]}\n    xgb_version: 1.7.4\n";
            File.WriteAllText(Path.Combine(_folder.FullName, name, "MLmodel"), manifest);
            await using var model = await PyFuncModel.OpenAsync(ModelDirectory.Open(Path.Combine(_folder.FullName, name)), [new XGBoostFlavor()], cancellationToken: TestContext.Current.CancellationToken);

            var prediction = (await model.PredictAsync(values, cancellationToken: TestContext.Current.CancellationToken)).Tensor!;

            Assert.Equal(answer["shape"]!.AsArray().Select(n => (int)n!), Enumerable.Range(0, prediction.Rank).Select(prediction.GetLength));
            Assert.Equal((string)answer["dtype"]!, prediction switch { long[] or long[,] => "int64", int[] => "int32", double[,] => "float64", _ => "float32" });
            Assert.Equal(answer["values"]!.AsArray().Select(n => (double)n!), prediction.Cast<object>().Select(v => Convert.ToDouble(v, CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public async Task A_classifier_that_was_loaded_and_saved_here_is_one_in_Python_still()
    {
        var golden = new LineaSharp.Tests.Golden.GoldenModel("models", "xgboost-sklearn-classifier");
        IModelFlavor flavor = new XGBoostFlavor(ModelFormat.Json);
        using var booster = (Booster)await flavor.LoadAsync(ModelDirectory.Open(golden.Folder), typeof(Booster), TestContext.Current.CancellationToken);
        var directory = ModelDirectory.Create(_folder.FullName);
        await flavor.SaveAsync(booster, directory, TestContext.Current.CancellationToken);

        var printed = Python.Run("""
            import sys, numpy as np, xgboost as xgb
            model = xgb.XGBClassifier()
            model.load_model(sys.argv[1])
            print(model.predict(np.array([[0.549, 0.36, 2.0], [0.715, 0.437, 3.0]])), model.classes_)
            """, directory.File("model.json"));

        Assert.Equal("xgboost.sklearn.XGBClassifier", directory.Manifest.Flavor("xgboost").GetString("model_class"));
        Assert.Equal("[0 1] [0 1]", printed.Trim());
    }

    private static IEnumerable<float> Floats(JsonNode numbers) => numbers.AsArray().Select(n => (float)(double)n!);

    // A missing value is null, which numpy makes NaN of.
    private static string Rows(float[,] values) => JsonSerializer.Serialize(
        Enumerable.Range(0, values.GetLength(0)).Select(r => Enumerable.Range(0, values.GetLength(1)).Select(c => float.IsNaN(values[r, c]) ? (double?)null : values[r, c])));
}
