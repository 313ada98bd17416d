using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>What the tracking store leaves in the database, where MLflow's own processes read it, and what it keeps out.</summary>
public sealed class SqlTrackingStoreTests : IDisposable
{
    private readonly MlflowFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("s3://bucket/a#b", "fragment")]
    [InlineData("file://elsewhere/disk", "elsewhere")]
    public async Task An_artifact_location_that_nothing_can_be_put_below_is_refused(string location, string named)
    {
        var refusal = await Assert.ThrowsAsync<MlflowException>(() => _files.Client().CreateExperimentAsync("e", location));

        Assert.Equal("INVALID_PARAMETER_VALUE", refusal.MlflowErrorCode);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(location, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://bucket/a?x=y")]
    [InlineData("file:///srv/a")]
    [InlineData("file://localhost/srv/a")]
    [InlineData("/srv/c#/runs")]
    public async Task Any_other_artifact_location_is_kept(string location)
    {
        var id = await _files.Client().CreateExperimentAsync("e", location);

        Assert.Equal(location, (await _files.Client().GetExperimentAsync(id)).ArtifactLocation);
    }

    // What "mlflow gc" goes by.
    [Fact]
    public async Task A_deleted_run_keeps_all_it_logged_and_says_since_when()
    {
        var client = _files.Client();
        var run = await client.CreateRunAsync("0");
        await client.LogParamAsync(run.Id, "k", "v");
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        await client.DeleteRunAsync(run.Id);

        Assert.InRange(long.Parse(_files.Ask("SELECT deleted_time FROM runs"), System.Globalization.CultureInfo.InvariantCulture), before, before + 3_600_000);
        Assert.Equal("v", (await client.GetRunAsync(run.Id)).Params["k"]);

        await client.RestoreRunAsync(run.Id);

        Assert.Equal("1", _files.Ask("SELECT deleted_time IS NULL AND lifecycle_stage = 'active' FROM runs"));
    }

    [Fact]
    public async Task A_deleted_experiment_takes_its_runs_along_and_keeps_its_name_and_number()
    {
        var client = _files.Client();
        var id = await client.CreateExperimentAsync("e");
        var run = await client.CreateRunAsync(id);

        await client.DeleteExperimentAsync(id);

        Assert.Equal("deleted", _files.Ask("SELECT lifecycle_stage FROM runs"));
        Assert.Equal("RESOURCE_ALREADY_EXISTS", (await Assert.ThrowsAsync<MlflowException>(() => client.CreateExperimentAsync("e"))).MlflowErrorCode);
        Assert.NotEqual(id, await client.CreateExperimentAsync("f"));

        await client.RestoreExperimentAsync(id);

        Assert.Equal(LifecycleStage.Active, (await client.GetRunAsync(run.Id)).LifecycleStage);
    }

    [Fact]
    public async Task A_deleted_logged_model_keeps_its_row()
    {
        var client = _files.Client();
        var model = await client.CreateLoggedModelAsync("0", new LoggedModelOptions { Name = "m" });

        await client.DeleteLoggedModelAsync(model.Id);

        Assert.Equal("deleted", _files.Ask($"SELECT lifecycle_stage FROM logged_models WHERE model_id = '{model.Id}'"));
        Assert.Empty(await client.SearchLoggedModelsAsync(new LoggedModelSearch { ExperimentIds = ["0"] }));
    }
}
