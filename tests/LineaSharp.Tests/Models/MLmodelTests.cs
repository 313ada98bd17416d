using System.Globalization;
using System.Text.Json.Nodes;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Tests.Models;

public sealed class MLmodelTests
{
    public static TheoryData<string> Golden => [.. GoldenModels.Names];

    [Fact]
    public void The_golden_files_are_there() => Assert.True(GoldenModels.Names.Count() >= 60);

    [Fact]
    public void Every_file_of_MLflow_is_read_and_written_as_MLflow_reads_it()
    {
        Assert.SkipUnless(PyYaml.IsHere, PyYaml.Reason);
        var texts = GoldenModels.Names.Select(GoldenModels.Read).ToArray();

        var written = PyYaml.LoadAll(texts.Select(t => MLmodel.Parse(t).ToYaml()));

        Assert.Equal(PyYaml.LoadAll(texts).Select(Opened), written.Select(Opened));
    }

    [Theory, MemberData(nameof(Golden))]
    public void What_was_read_and_written_is_written_the_same_again(string name)
    {
        var once = MLmodel.Parse(GoldenModels.Read(name)).ToYaml();

        Assert.Equal(once, MLmodel.Parse(once).ToYaml());
    }

    [Fact]
    public void A_file_of_MLflow_3_says_what_it_is()
    {
        var model = MLmodel.Parse(GoldenModels.Read("v317-sklearn-pipeline-predict-proba"));

        Assert.Equal("m-ea21e5fb6eed421d81c66907a23e53fd", model.ModelId);
        Assert.Equal(model.ModelId, model.ModelUuid);
        Assert.Equal("5dcfbdcd795344cca7185eeec772c3f4", model.RunId);
        Assert.Equal("mlflow-artifacts:/1/models/m-ea21e5fb6eed421d81c66907a23e53fd/artifacts", model.ArtifactPath);
        Assert.Equal("3.17.2", model.MlflowVersion);
        Assert.Equal(26370, model.ModelSizeBytes);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 14, 2, 34, TimeSpan.Zero).AddMicroseconds(766539), model.UtcTimeCreated);
        Assert.Equal(["python_function", "sklearn"], model.Flavors.Keys);
        Assert.Equal("model.skops", model.Flavor("sklearn").GetString("pickled_model"));
        Assert.Equal("predict_proba", model.Flavor("python_function").FindString("predict_fn"));
        Assert.Null(model.Flavor("sklearn").FindString("code"));
        Assert.Equal(new Dictionary<string, object?> { ["n"] = 1L, ["team"] = "x" }, model.Metadata);
        Assert.Equal("split", model.SavedInputExampleInfo!["pandas_orient"]);
        Assert.Equal([new ColumnSpec("f0", ColumnType.Double), new ColumnSpec("f1", ColumnType.Double), new ColumnSpec("f2", ColumnType.Double)], model.Signature!.Inputs!);
        Assert.Null(model.Prompts);
        Assert.False(model.IsSignatureFromTypeHint);
    }

    [Fact]
    public void A_file_of_MLflow_2_has_no_model_id_and_gets_none()
    {
        var model = MLmodel.Parse(GoldenModels.Read("v217-xgboost-booster"));

        Assert.Null(model.ModelId);
        Assert.Equal("model", model.ArtifactPath);
        Assert.DoesNotContain("model_id", model.ToYaml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_manifest_is_what_MLflow_3_expects()
    {
        var model = new MLmodel { UtcTimeCreated = new DateTimeOffset(2026, 11, 23, 15, 0, 0, TimeSpan.FromHours(1)), ModelSizeBytes = 12 };
        model.AddFlavor("mlnet", new() { ["data"] = "model.zip", ["code"] = null });
        model.SetIdentity("m-1", "r1", "mlflow-artifacts:/1/models/m-1/artifacts");

        Assert.Equal(
            """
            artifact_path: mlflow-artifacts:/1/models/m-1/artifacts
            flavors:
              mlnet:
                code: null
                data: model.zip
            mlflow_version: 3.17.2
            model_id: m-1
            model_size_bytes: 12
            model_uuid: m-1
            prompts: null
            run_id: r1
            utc_time_created: '2026-11-23 14:00:00.000000'

            """, model.ToYaml());
    }

    [Fact]
    public void An_identity_without_a_model_id_keeps_the_uuid_and_leaves_out_what_is_unknown()
    {
        var model = new MLmodel();
        var uuid = model.ModelUuid;

        model.SetIdentity(null, null, null);

        Assert.Equal(uuid, model.ModelUuid);
        Assert.Equal(32, uuid!.Length);
        Assert.DoesNotContain("run_id", model.ToYaml(), StringComparison.Ordinal);
        Assert.DoesNotContain("artifact_path", model.ToYaml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_are_unknown_here_survive()
    {
        var model = MLmodel.Parse("flavors: {}\nresources:\n  api_version: '1'\n  databricks:\n    job:\n    - name: x\nenv_vars:\n- A_KEY\nnew_in_2030: 2030-01-02 03:04:05.000006+02:00\n");

        var again = MLmodel.Parse(model.ToYaml()).ToYaml();

        Assert.Contains("    - name: x\n", again, StringComparison.Ordinal);
        Assert.Contains("api_version: '1'", again, StringComparison.Ordinal);
        Assert.Contains("- A_KEY\n", again, StringComparison.Ordinal);
        Assert.Contains("new_in_2030: 2030-01-02 03:04:05.000006+02:00\n", again, StringComparison.Ordinal);
    }

    [Theory, InlineData("tr-TR"), InlineData("de-DE"), InlineData("ar-SA")]
    public void The_culture_changes_nothing(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var model = new MLmodel { UtcTimeCreated = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Metadata = Values(("INFO", 1.5), ("i", -7), ("t", new DateTime(2026, 1, 2))) };

            var yaml = model.ToYaml();

            Assert.Contains("metadata:\n  INFO: 1.5\n  i: -7\n  t: 2026-01-02 00:00:00.000000\n", yaml, StringComparison.Ordinal);
            Assert.Contains("utc_time_created: '2026-01-02 03:04:05.000000'", yaml, StringComparison.Ordinal);
            Assert.Equal(model.UtcTimeCreated, MLmodel.Parse(yaml).UtcTimeCreated);
            Assert.Equal(1.5, MLmodel.Parse(yaml).Metadata!["INFO"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_value_of_another_kind_is_refused_when_it_is_set()
    {
        var error = Assert.Throws<ArgumentException>(() => new MLmodel { Metadata = Values(("x", new object())) });

        Assert.Contains("System.Object", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_flavor_is_named_beside_those_that_are_there()
    {
        var error = Assert.Throws<LineaException>(() => MLmodel.Parse(GoldenModels.Read("v317-onnx")).Flavor("mlnet"));

        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Contains("onnx, python_function", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flavor_that_holds_a_list_where_text_is_needed_is_corrupt()
    {
        var model = MLmodel.Parse("flavors:\n  mlnet:\n    data: [1]\n");

        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => model.Flavor("mlnet").GetString("data")).Code);
        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => model.Flavor("mlnet").GetString("other")).Code);
    }

    private static Dictionary<string, object?> Values(params (string, object?)[] values) => values.ToDictionary(v => v.Item1, v => v.Item2);

    // As text, the JSON texts of the signature opened and every object's keys in order: MLflow 2 wrote them in another order than MLflow 3.
    private static string Opened(JsonNode? file)
    {
        if (file!["signature"] is JsonObject signature)
            foreach (var (part, json) in signature.ToArray()) signature[part] = json is null ? null : JsonNode.Parse((string)json!);
        return Ordered(file)!.ToJsonString();
    }

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Ordered(p.Value)))),
        JsonArray a => new JsonArray(a.Select(Ordered).ToArray()),
        _ => node?.DeepClone(),
    };
}
