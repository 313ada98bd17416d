using LineaSharp.Mlflow;
using LineaSharp.Tests.Store;
using Microsoft.Data.Sqlite;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>Full disks and such that cannot be written to.</summary>
public sealed class SqliteDiskTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_is_told_and_costs_nothing_that_was_acknowledged()
    {
        using var disk = SmallDisk.Mount(_folder.Path, "size=2m");
        var client = Client(disk);
        var run = await client.CreateRunAsync("0");
        var logged = 0;

        var error = await Assert.ThrowsAsync<LineaException>(async () =>
        {
            for (; logged < 1000; logged++)
                await client.LogBatchAsync(run.Id, new RunBatch { Params = [.. Enumerable.Range(0, 10).Select(i => new KeyValuePair<string, string>($"p-{logged}-{i}", new string('x', 5000)))] });
        });

        Assert.Equal(ErrorCode.Unavailable, error.Code);
        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        Assert.Contains("mlflow.db", error.Message, StringComparison.Ordinal);
        Assert.Equal(logged * 10, (await client.GetRunAsync(run.Id)).Params.Count);
        disk.Grow("size=4m");
        await client.LogParamAsync(run.Id, "there is room again", new string('x', 5000));
        Assert.Equal(logged * 10 + 1, (await client.GetRunAsync(run.Id)).Params.Count);
    }

    [Fact]
    public async Task A_read_only_disk_is_told_by_writes_and_read_from_all_the_same()
    {
        using var disk = SmallDisk.Mount(_folder.Path, "size=3m");
        var run = await Client(disk).CreateRunAsync("0");
        SqliteConnection.ClearAllPools();
        disk.MakeReadOnly();
        var client = Client(disk);

        var error = await Assert.ThrowsAsync<LineaException>(() => client.LogMetricAsync(run.Id, "loss", 1));

        Assert.Equal(ErrorCode.PermissionDenied, error.Code);
        Assert.Contains("mlflow.db", error.Message, StringComparison.Ordinal);
        Assert.Equal(run.Name, (await client.GetRunAsync(run.Id)).Name);
        Assert.Single(await client.SearchRunsAsync(["0"]));
    }

    [Fact]
    public async Task A_new_database_on_a_read_only_disk_is_refused()
    {
        using var disk = SmallDisk.Mount(_folder.Path, "size=3m");
        disk.MakeReadOnly();

        var error = await Assert.ThrowsAsync<LineaException>(() => Client(disk).GetExperimentAsync("0"));

        Assert.Equal(ErrorCode.PermissionDenied, error.Code);
        Assert.Contains("mlflow.db", error.Message, StringComparison.Ordinal);
    }

    private static MlflowClient Client(SmallDisk disk) => new($"sqlite:///{Path.Combine(disk.Path, "mlflow.db")}");
}
