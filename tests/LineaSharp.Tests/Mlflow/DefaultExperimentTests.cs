using LineaSharp.Mlflow;
using LineaSharp.Tests.Mlflow.Databricks;
using LineaSharp.Tests.Mlflow.Rest;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>Where runs go whose caller names no experiment.</summary>
public sealed class DefaultExperimentTests : DatabricksCase, IDisposable
{
    private readonly MlflowFiles _files = new();

    public new void Dispose()
    {
        _files.Dispose();
        base.Dispose();
    }

    [Fact]
    public async Task It_is_Default_unless_told_otherwise() => Assert.Equal("0", await ExperimentOfARunAsync(new()));

    [Fact]
    public async Task It_is_what_the_environment_says()
    {
        var client = _files.Client();
        var id = await client.CreateExperimentAsync("churn");

        Assert.Equal(id, await ExperimentOfARunAsync(new() { ["MLFLOW_EXPERIMENT_NAME"] = "churn" }));
        Assert.Equal(id, await ExperimentOfARunAsync(new() { ["MLFLOW_EXPERIMENT_ID"] = id }));
        Assert.Equal(id, await ExperimentOfARunAsync(new() { ["MLFLOW_EXPERIMENT_ID"] = id, ["MLFLOW_EXPERIMENT_NAME"] = "churn" }));
        Assert.Equal("new", (await client.GetExperimentAsync(await ExperimentOfARunAsync(new() { ["MLFLOW_EXPERIMENT_NAME"] = "new" }))).Name);
    }

    [Fact]
    public async Task The_options_come_before_the_environment()
    {
        var id = await ExperimentOfARunAsync(new() { ["MLFLOW_EXPERIMENT_ID"] = "77" }, "mine");

        Assert.Equal("mine", (await _files.Client().GetExperimentAsync(id)).Name);
    }

    [Fact]
    public async Task Two_experiments_in_the_environment_are_an_error()
    {
        var refusal = await Assert.ThrowsAsync<LineaException>(() => ExperimentOfARunAsync(new() { ["MLFLOW_EXPERIMENT_ID"] = "0", ["MLFLOW_EXPERIMENT_NAME"] = "churn" }));

        Assert.Equal(ErrorCode.NotConfigured, refusal.Code);
    }

    [Fact]
    public async Task Databricks_has_none_and_says_what_to_set()
    {
        UseToken();

        var refusal = await Assert.ThrowsAsync<LineaException>(() => Client().StartRunAsync());

        Assert.Equal(ErrorCode.NotConfigured, refusal.Code);
        Assert.Contains("MLFLOW_EXPERIMENT_NAME", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Databricks.Requests);
    }

    private async Task<string> ExperimentOfARunAsync(Dictionary<string, string> variables, string? option = null)
    {
        var client = new MlflowClient(_files.Options() with { Experiment = option, Http = Clients.Quick with { Environment = variables.GetValueOrDefault } });
        await using var run = await client.StartRunAsync();
        return run.Run.ExperimentId;
    }
}
