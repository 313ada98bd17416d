using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Testing;

/// <summary>What every MLflow tracking store must keep, told through <see cref="MlflowClient"/>. It answers as MLflow's own server of the 3.17 line.</summary>
/// <remarks>
/// Derive, and give a client: <c>protected override MlflowClient Client => new("sqlite:///…")</c>. A store that several tests share will do:
/// every test makes experiments of its own. Where a store differs on purpose, override the test and skip it with the reason.
/// </remarks>
public abstract partial class TrackingStoreConformance
{
    /// <summary>2023-11-14 22:13:20 UTC: whole milliseconds, as MLflow keeps them.</summary>
    protected static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    /// <summary>The client under test.</summary>
    protected abstract MlflowClient Client { get; }

    /// <summary>Every test that needs logged models calls this first. A server before MLflow 3 has none: override it with a skip that says so.</summary>
    protected virtual Task NeedsLoggedModelsAsync() => Task.CompletedTask;

    /// <summary>A name that no other test uses.</summary>
    protected static string NewName(string stem = "conformance") => $"{stem}-{Guid.NewGuid():n}";

    /// <summary>A new experiment's id.</summary>
    protected Task<string> NewExperimentAsync() => Client.CreateExperimentAsync(NewName());

    /// <summary>A new run in a new experiment.</summary>
    protected async Task<Run> NewRunAsync(string? name = null) =>
        await Client.CreateRunAsync(await NewExperimentAsync(), new RunOptions { Name = name, StartTime = Start });

    /// <summary>Asserts that a call is refused with MLflow's code.</summary>
    protected static async Task RefusedAsync(string mlflowErrorCode, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<MlflowException>(call);
        Assert.Equal(mlflowErrorCode, refusal.MlflowErrorCode);
    }

    private const string NotFound = "RESOURCE_DOES_NOT_EXIST";
    private const string Exists = "RESOURCE_ALREADY_EXISTS";
    private const string Invalid = "INVALID_PARAMETER_VALUE";
    private const string NoId = "ffffffffffffffffffffffffffffffff";
}
