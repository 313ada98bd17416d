using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Databricks;

/// <summary>Both addresses, with a token and with OAuth, over real connections.</summary>
public sealed class DatabricksLoopbackTests : DatabricksCase
{
    private const string MLmodel = """
        flavors: {}
        model_uuid: m-1
        signature:
          inputs: '[{"type": "double", "name": "x", "required": true}]'
          outputs: '[{"type": "double", "required": true}]'
        """;

    [Theory]
    [InlineData("databricks", "dapi-secret")]
    [InlineData("databricks://robot", "t1")]
    public async Task A_workspace_is_used_from_the_experiment_to_the_registered_model(string address, string token)
    {
        using var workspace = new Loopback(Databricks, FakeDatabricks.Host);
        using var cloud = new Loopback(Databricks, FakeDatabricks.Cloud);
        Databricks.CloudAddress = cloud.Address;
        Databricks.Tokens.Enqueue("t1");
        Databricks.Accepted.Add("Bearer t1");
        Variables["DATABRICKS_HOST"] = workspace.Address;
        Variables["DATABRICKS_TOKEN"] = "dapi-secret";
        WriteProfiles($"[robot]\nhost = {workspace.Address}/\nclient_id = robot\nclient_secret = robot-secret\n");
        var client = Client(address, http: Http with { Handler = null });

        var experiment = await client.CreateExperimentAsync("/Users/me/x", cancellationToken: Stop);
        var run = await client.CreateRunAsync(experiment, cancellationToken: Stop);
        await client.LogMetricAsync(run.Id, "loss", 0.5, cancellationToken: Stop);
        await client.LogArtifactAsync(run.Id, NewFile("notes.txt", "of the run"), cancellationToken: Stop);
        var model = await client.CreateLoggedModelAsync("7", new LoggedModelOptions { Name = "churn", SourceRunId = "r1" }, Stop);
        NewFile("model/MLmodel", MLmodel);
        await client.LogLoggedModelArtifactsAsync(model.Id, Folder.File("in", "model"), cancellationToken: Stop);
        await client.CreateRegisteredModelAsync("main.default.churn", cancellationToken: Stop);
        var version = await client.CreateModelVersionAsync("main.default.churn", model.ModelUri, cancellationToken: Stop);
        await client.DownloadModelAsync("models:/main.default.churn/1", Folder.File("out"), cancellationToken: Stop);

        Assert.Equal(workspace.Address, client.TrackingUri);
        Assert.Equal($"databricks-uc+{workspace.Address}", client.RegistryUri);
        Assert.Equal(ModelVersionStatus.Ready, version.Status);
        Assert.Equal(MLmodel, File.ReadAllText(Folder.File("out", "MLmodel")));
        Assert.Equal("of the run", File.ReadAllText(await client.DownloadArtifactsAsync(run.Id, "notes.txt", Folder.File("of-run"), cancellationToken: Stop)));
        Assert.All(Databricks.ToWorkspace.Where(r => r.Uri.AbsolutePath != "/oidc/v1/token"), r => Assert.Equal($"Bearer {token}", r.Authorization));
        Assert.NotEmpty(Databricks.ToCloud);
        Assert.All(Databricks.ToCloud, r => Assert.Null(r.Authorization));
    }
}
