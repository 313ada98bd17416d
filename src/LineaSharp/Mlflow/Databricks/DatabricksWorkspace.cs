using LineaSharp.Mlflow.Rest;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>Opens Databricks workspaces as the MLflow servers that they are.</summary>
internal static class DatabricksWorkspace
{
    /// <summary>The workspace that an address of Databricks stands for.</summary>
    public static (MlflowHttp Server, DatabricksIdentity Identity) Open(DatabricksUri uri, MlflowClientOptions options)
    {
        var identity = DatabricksIdentity.Of(uri, options.Http);
        return (At(identity, options), identity);
    }

    /// <summary>
    /// The workspace at an http(s) address, when Databricks' credentials for this very host are on this machine: so an address that is stored with an artifact finds
    /// its identity. Null for any other server, and when the caller gave credentials.
    /// </summary>
    public static MlflowHttp? TryOpen(MlflowAddress address, MlflowClientOptions options)
    {
        if (address.Credentials is not null || options.Http is not { Username: null, Password: null, Token: null }) return null;
        return DatabricksIdentity.FindFor(address, options.Http) is { } identity ? At(identity, options) : null;
    }

    /// <summary>Options for hosts that get nothing of ours at all, such as those of signed URLs: no credentials, no client certificate, no trust of its own.</summary>
    public static MlflowHttpOptions WithoutIdentity(MlflowHttpOptions options) => options with
    {
        Username = null, Password = null, Token = null, CredentialsFile = "", Workspace = null,
        CertificateAuthorityFile = null, ClientCertificateFile = null, AcceptAnyServerCertificate = false,
        Environment = name => name is "MLFLOW_TRACKING_USERNAME" or "MLFLOW_TRACKING_PASSWORD" or "MLFLOW_TRACKING_TOKEN" or "MLFLOW_TRACKING_AUTH"
            or "MLFLOW_TRACKING_AWS_SIGV4" or "MLFLOW_WORKSPACE" or "MLFLOW_TRACKING_SERVER_CERT_PATH" or "MLFLOW_TRACKING_CLIENT_CERT_PATH" ? null : options.Environment(name),
    };

    private static MlflowHttp At(DatabricksIdentity identity, MlflowClientOptions options) =>
        new(identity.Host, WithoutIdentity(options.Http) with { Handler = new DatabricksHandler(identity, options.Http, options.TimeProvider) }, options.TimeProvider) { IsDatabricks = true };
}
