using LineaSharp.Mlflow;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>Clients that read nothing of the process's environment, and do not wait before they repeat a call.</summary>
internal static class Clients
{
    /// <summary>How long they wait for an answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static MlflowHttpOptions Quick { get; } = new()
    {
        Backoff = TimeSpan.Zero, BackoffJitter = TimeSpan.Zero, MaxRetries = 3, Timeout = Patience, Environment = _ => null, CredentialsFile = "/no/such/file",
    };

    public static MlflowClient Of(FaultServer server, MlflowHttpOptions? http = null, TimeProvider? clock = null) => Of(server.Address, http, clock);

    // The way through the server alone: nothing is asked of it but what a test plays.
    public static MlflowClient Of(string uri, MlflowHttpOptions? http = null, TimeProvider? clock = null) => new(new MlflowClientOptions
    {
        TrackingUri = uri, RegistryUri = uri, Http = http ?? Quick, Transfers = new() { SignedDownload = false, MultipartUpload = false }, TimeProvider = clock ?? TimeProvider.System,
    });

    public const string Run = """{"run": {"info": {"run_id": "r1", "run_name": "n", "experiment_id": "1", "status": "RUNNING", "artifact_uri": "mlflow-artifacts:/1/r1/artifacts"}}}""";
}
