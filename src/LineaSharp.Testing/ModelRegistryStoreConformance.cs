using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Testing;

/// <summary>What every MLflow model registry must keep, told through <see cref="MlflowClient"/>. It answers as MLflow's own server of the 3.17 line.</summary>
/// <remarks>
/// Derive, and give a client: <c>protected override MlflowClient Client => new("sqlite:///…")</c>. A registry that several tests share will do:
/// every test makes registered models of its own. Where a registry differs on purpose, override the test and skip it with the reason.
/// </remarks>
public abstract partial class ModelRegistryStoreConformance
{
    /// <summary>A source that a server takes without looking.</summary>
    protected const string Source = "s3://bucket/model";

    /// <summary>The client under test.</summary>
    protected abstract MlflowClient Client { get; }

    /// <summary>Every test that needs logged models calls this first. A server before MLflow 3 has none: override it with a skip that says so.</summary>
    protected virtual Task NeedsLoggedModelsAsync() => Task.CompletedTask;

    /// <summary>A name that no other test uses.</summary>
    protected static string NewName(string stem = "conformance") => $"{stem}-{Guid.NewGuid():n}";

    /// <summary>The name of a new registered model.</summary>
    protected async Task<string> NewModelAsync(string stem = "conformance") => (await Client.CreateRegisteredModelAsync(NewName(stem))).Name;

    /// <summary>The name of a new registered model with some versions.</summary>
    protected async Task<string> NewModelAsync(int versions)
    {
        var name = await NewModelAsync();
        for (var i = 0; i < versions; i++) await Client.CreateModelVersionAsync(name, Source);
        return name;
    }

    /// <summary>Asserts that a call is refused with MLflow's code.</summary>
    protected static async Task RefusedAsync(string mlflowErrorCode, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<MlflowException>(call);
        Assert.Equal(mlflowErrorCode, refusal.MlflowErrorCode);
    }

    /// <summary>Lets a millisecond pass, which is what MLflow's times can tell apart.</summary>
    protected static Task TickAsync() => Task.Delay(5);

    private static IReadOnlyDictionary<string, string> Tag(string key, string value) => new Dictionary<string, string> { [key] = value };

    private const string NotFound = "RESOURCE_DOES_NOT_EXIST";
    private const string Exists = "RESOURCE_ALREADY_EXISTS";
    private const string Invalid = "INVALID_PARAMETER_VALUE";
}
