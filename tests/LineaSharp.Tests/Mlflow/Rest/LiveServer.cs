using LineaSharp.Mlflow;
using LineaSharp.Mlflow.Rest;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>The MLflow server that LINEA_TEST_MLFLOW_URI names; tests that need one are skipped without it.</summary>
internal static class LiveServer
{
    public static string? Uri => Environment.GetEnvironmentVariable("LINEA_TEST_MLFLOW_URI") is { Length: > 0 } uri ? uri : null;

    public static MlflowClient Client()
    {
        Assert.SkipWhen(Uri is null, "LINEA_TEST_MLFLOW_URI names no MLflow server.");
        return new MlflowClient(new MlflowClientOptions { TrackingUri = Uri, RegistryUri = Uri });
    }

    /// <summary>Skips a promise that servers keep from a version on. What older ones do is in the recordings.</summary>
    public static async Task SkipBeforeAsync(string version, string whatOlderOnesDo)
    {
        var http = new MlflowHttp(MlflowAddress.Parse("tracking URI", Uri!), new MlflowHttpOptions(), TimeProvider.System);
        var told = await new RestServer(http).GetVersionAsync(TestContext.Current.CancellationToken) ?? "";
        var isOlder = Version.TryParse(string.Join('.', told.Split('.').Take(2)), out var known) && known < Version.Parse(version);
        Assert.SkipWhen(isOlder, $"MLflow {told}: {whatOlderOnesDo}.");
    }

    public static Task SkipWithoutLoggedModelsAsync() => SkipBeforeAsync("3.0", "has no logged models");

    /// <summary>Skips what cannot be done on a server that leaves its artifacts to a bucket of which it signs no addresses for logged models, or for nothing.</summary>
    public static async Task SkipWithoutModelUploadsAsync()
    {
        if (!await HandsArtifactsThroughAsync()) await SkipBeforeAsync("3.17", "signs no addresses of its bucket for models");
    }

    /// <summary>Whether new runs keep their artifacts behind the server (<c>mlflow-artifacts:</c>), rather than in a bucket beside it.</summary>
    public static async Task<bool> HandsArtifactsThroughAsync() =>
        (await Client().GetExperimentAsync("0")).ArtifactLocation!.StartsWith("mlflow-artifacts:", StringComparison.Ordinal);
}
