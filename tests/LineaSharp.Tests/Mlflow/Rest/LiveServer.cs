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

    /// <summary>Skips a promise that servers keep from 3.17 on. What older ones do is in the recordings.</summary>
    public static async Task SkipBefore317Async(string whatOlderOnesDo)
    {
        var http = new MlflowHttp(MlflowAddress.Parse("tracking URI", Uri!), new MlflowHttpOptions(), TimeProvider.System);
        var version = await new RestServer(http).GetVersionAsync(TestContext.Current.CancellationToken) ?? "";
        var isOlder = Version.TryParse(string.Join('.', version.Split('.').Take(2)), out var known) && known < new Version(3, 17);
        Assert.SkipWhen(isOlder, $"MLflow {version}: {whatOlderOnesDo}.");
    }
}
