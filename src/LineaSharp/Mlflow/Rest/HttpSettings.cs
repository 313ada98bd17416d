using System.Globalization;

namespace LineaSharp.Mlflow.Rest;

/// <summary>The options of a client with the environment's values filled in.</summary>
internal sealed record HttpSettings
{
    private const int RetryLimit = 10;

    public required MlflowHttpOptions Options { get; init; }
    public required TimeSpan Timeout { get; init; }
    public required RetryPolicy Retries { get; init; }
    public required bool FollowRedirects { get; init; }
    public required string? Workspace { get; init; }

    /// <exception cref="LineaException">NotConfigured: a variable or option has a value that cannot be used.</exception>
    public static HttpSettings Of(MlflowHttpOptions options)
    {
        var environment = new Variables(options.Environment);
        var retries = options.MaxRetries ?? environment.Whole("MLFLOW_HTTP_REQUEST_MAX_RETRIES") ?? 7;
        if (retries is < 0 or > RetryLimit) throw LineaException.BadHttpOption("MaxRetries (MLFLOW_HTTP_REQUEST_MAX_RETRIES)", retries.ToString(CultureInfo.InvariantCulture), $"a whole number from 0 to {RetryLimit}");
        var timeout = options.Timeout ?? environment.Seconds("MLFLOW_HTTP_REQUEST_TIMEOUT") ?? TimeSpan.FromSeconds(120);
        if (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromDays(1)) throw LineaException.BadHttpOption("Timeout (MLFLOW_HTTP_REQUEST_TIMEOUT)", timeout.ToString(), "more than 0 and at most a day");
        return new HttpSettings
        {
            Options = options,
            Timeout = timeout,
            Retries = new RetryPolicy
            {
                MaxRetries = retries,
                Backoff = NotNegative("Backoff (MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR)", options.Backoff ?? environment.Seconds("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR") ?? TimeSpan.FromSeconds(2)),
                Jitter = NotNegative("BackoffJitter (MLFLOW_HTTP_REQUEST_BACKOFF_JITTER)", options.BackoffJitter ?? environment.Seconds("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER") ?? TimeSpan.FromSeconds(1)),
                RespectRetryAfter = options.RespectRetryAfter ?? environment.Flag("MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER") ?? true,
            },
            FollowRedirects = options.FollowRedirects ?? environment.Flag("MLFLOW_ALLOW_HTTP_REDIRECTS") ?? true,
            Workspace = options.Workspace ?? environment.Text("MLFLOW_WORKSPACE"),
        };
    }

    private static TimeSpan NotNegative(string name, TimeSpan value) =>
        value >= TimeSpan.Zero ? value : throw LineaException.BadHttpOption(name, value.ToString(), "a time that is not negative");
}
