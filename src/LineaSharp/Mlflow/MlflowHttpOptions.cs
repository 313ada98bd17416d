namespace LineaSharp.Mlflow;

/// <summary>How a client speaks to MLflow servers: who it is, whom it trusts, how patient it is.</summary>
/// <remarks>
/// What is null is read from the environment variable that MLflow's own client reads. The credentials of the options come first, then those
/// in the server's URI, then the environment's, then those of the file <c>~/.mlflow/credentials</c>. They are sent to the server's own host only.
/// </remarks>
public sealed record MlflowHttpOptions
{
    /// <summary>The name for basic authentication. The default is MLFLOW_TRACKING_USERNAME.</summary>
    public string? Username { get; init; }

    /// <summary>The password for basic authentication. The default is MLFLOW_TRACKING_PASSWORD.</summary>
    public string? Password { get; init; }

    /// <summary>The bearer token. The default is MLFLOW_TRACKING_TOKEN; a name and password come before it.</summary>
    public string? Token { get; init; }

    /// <summary>The workspace that calls belong to, on servers that have workspaces. The default is MLFLOW_WORKSPACE.</summary>
    public string? Workspace { get; init; }

    /// <summary>A PEM file of the certificate authorities that the server's certificate must come from. The default is MLFLOW_TRACKING_SERVER_CERT_PATH, else the system's.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>A PEM file with the client's certificate and its private key. The default is MLFLOW_TRACKING_CLIENT_CERT_PATH.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>Whether any certificate of the server is taken; for tests only. The default is MLFLOW_TRACKING_INSECURE_TLS, else false.</summary>
    public bool? AcceptAnyServerCertificate { get; init; }

    /// <summary>
    /// How long a server may take for an answer, and during a transfer from one piece to the next. The default is MLFLOW_HTTP_REQUEST_TIMEOUT, else 120 seconds.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often a call is repeated, where repeating is safe, 0 to 10. The default is MLFLOW_HTTP_REQUEST_MAX_RETRIES, else 7.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>
    /// Before the n-th repetition the client waits this long times 2^(n-1), but at most 120 seconds; the first comes at once.
    /// The default is MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR, else 2 seconds.
    /// </summary>
    public TimeSpan? Backoff { get; init; }

    /// <summary>Up to so much is added to a wait, by chance. The default is MLFLOW_HTTP_REQUEST_BACKOFF_JITTER, else 1 second.</summary>
    public TimeSpan? BackoffJitter { get; init; }

    /// <summary>Whether the server's <c>Retry-After</c> is kept. The default is MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER, else true.</summary>
    public bool? RespectRetryAfter { get; init; }

    /// <summary>Whether redirects are followed; to another host never with credentials. The default is MLFLOW_ALLOW_HTTP_REDIRECTS, else true.</summary>
    public bool? FollowRedirects { get; init; }

    /// <summary>
    /// What sends the requests, for anything this record has no word for (a proxy, request signing, a test). The caller disposes of it; it should not follow
    /// redirects by itself. The default is one of the client's own.
    /// </summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Reads an environment variable. Tests give their own, since the environment belongs to the whole process.</summary>
    internal Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The file with credentials; null for <c>~/.mlflow/credentials</c>.</summary>
    internal string? CredentialsFile { get; init; }

    /// <summary>The type's name: nothing in here belongs into a log.</summary>
    public override string ToString() => nameof(MlflowHttpOptions);
}
