using LineaSharp.Mlflow;
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
}
