using LineaSharp.Mlflow;
using LineaSharp.Models;
using LineaSharp.Tests.Store;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Databricks;

/// <summary>Databricks as the home of models that are saved through Linea.</summary>
public sealed class DatabricksBackendTests : DatabricksCase
{
    private const string Name = "main.default.churn";

    private static readonly ModelSignature Signature = new() { Inputs = [new ColumnSpec("x", ColumnType.Double)], Outputs = [new ColumnSpec("y", ColumnType.Double)] };

    private static SaveOptions Described => new() { LogModel = new LogModelOptions { ExperimentId = "7", Signature = Signature } };

    [Fact]
    public void A_saved_model_names_its_workspace_by_host_and_is_found_under_another_identity()
    {
        UseToken();
        using var test = new TestStore(o => o with { Flavors = [new TextModelFlavor()], MlflowHttp = Http });
        test.Options.Set("mlflow_tracking_uri", "databricks");

        var saved = test.Store.Save(new TextModel("hello"), "churn", registeredModelName: Name, options: Described);

        Assert.Equal("mlflow", saved.StorageBackend);
        Assert.Equal(("https://adb-1.example", "databricks-uc+https://adb-1.example"), (saved.Mlflow!.TrackingUri, saved.Mlflow.RegistryUri));
        Assert.Equal((Name, 1), (saved.Mlflow.RegisteredModelName, saved.Mlflow.RegisteredModelVersion));

        // Somebody else, with a profile of another name and MLflow configured nowhere.
        Variables.Clear();
        WriteProfiles("[mine]\nhost = adb-1.example\nclient_id = robot\nclient_secret = robot-secret\n");
        Databricks.Tokens.Enqueue("t1");
        Databricks.Accepted.Clear();
        Databricks.Accepted.Add("Bearer t1");
        var another = new ArtifactStore(new ArtifactStoreOptions { Options = TestStore.NewOptions(test.Home), Flavors = [new TextModelFlavor()], MlflowHttp = Http, Logger = test.Log });
        Assert.Equal("hello", another.Get("churn").GetValue<TextModel>().Text);
    }

    [Fact]
    public void A_model_without_a_signature_is_refused_before_anything_is_sent()
    {
        UseToken();
        using var test = new TestStore(o => o with { Flavors = [new TextModelFlavor()], MlflowHttp = Http });
        test.Options.Set("mlflow_tracking_uri", "databricks");

        var error = Assert.Throws<MlflowException>(() => test.Store.Save(new TextModel("hello"), "churn", registeredModelName: Name));

        Assert.Contains("no signature", error.Message, StringComparison.Ordinal);
        Assert.Empty(Databricks.Requests);
        Assert.Null(test.Store.Find("churn"));
    }

    [Fact]
    public void A_save_that_names_no_experiment_says_how_to_name_one()
    {
        UseToken();
        using var test = new TestStore(o => o with { Flavors = [new TextModelFlavor()], MlflowHttp = Http });
        test.Options.Set("mlflow_tracking_uri", "databricks");

        var error = Assert.Throws<LineaException>(() => test.Store.Save(new TextModel("hello"), "churn", registeredModelName: Name, options: new SaveOptions { LogModel = new LogModelOptions { Signature = Signature } }));

        Assert.Equal(ErrorCode.NotConfigured, error.Code);
        Assert.Contains("LogModelOptions.Experiment", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Databricks.Requests, r => r.Method is "POST" or "PUT");
    }

    [Fact]
    public void A_named_profile_is_who_asks_for_what_was_saved_through_it()
    {
        WriteProfiles("[a]\nhost = adb-1.example\ntoken = secret-a\n[b]\nhost = adb-1.example\ntoken = dapi-secret\n");
        using var test = new TestStore(o => o with { Flavors = [new TextModelFlavor()], MlflowHttp = Http });
        test.Options.Set("mlflow_tracking_uri", "databricks://b");

        test.Store.Save(new TextModel("hello"), "churn", registeredModelName: Name, options: Described);

        Assert.Equal("hello", test.Store.Get("churn").GetValue<TextModel>().Text);
        Assert.All(Databricks.ToWorkspace, r => Assert.Equal("Bearer dapi-secret", r.Authorization));
    }
}
