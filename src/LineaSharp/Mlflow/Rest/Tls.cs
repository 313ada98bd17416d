using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LineaSharp.Mlflow.Rest;

/// <summary>The handlers that carry requests: one shared pool of connections, or one of a client's own where it trusts or shows certificates of its own.</summary>
internal static class Tls
{
    // A pool of connections and nothing else: it keeps no cookies and follows no redirects, so that clients cannot learn of each other.
    private static readonly SocketsHttpHandler Shared = NewHandler();

    /// <summary>For hosts that a server's answers name: the server's certificates are not asked of them, the client's not shown to them, and theirs are checked.</summary>
    public static HttpMessageHandler OutsideHandler(MlflowHttpOptions options) => options.Handler ?? Shared;

    [SuppressMessage("Security", "CA5359", Justification = "Only for whoever asked for it by name.")]
    public static HttpMessageHandler Handler(MlflowHttpOptions options)
    {
        if (options.Handler is { } given) return given;
        var environment = new Variables(options.Environment);
        var authority = options.CertificateAuthorityFile ?? environment.Text("MLFLOW_TRACKING_SERVER_CERT_PATH");
        var client = options.ClientCertificateFile ?? environment.Text("MLFLOW_TRACKING_CLIENT_CERT_PATH");
        var anything = options.AcceptAnyServerCertificate ?? environment.Flag("MLFLOW_TRACKING_INSECURE_TLS") ?? false;
        if (authority is null && client is null && !anything) return Shared;
        if (authority is not null && anything) throw LineaException.TrustedAndUnchecked();

        var handler = NewHandler();
        if (authority is not null) handler.SslOptions.CertificateChainPolicy = TrustOnly(authority);
        if (client is not null) handler.SslOptions.ClientCertificates = [ReadClientCertificate(client)];
        if (anything) handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        return handler;
    }

    private static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        // Servers hang up on idle connections, some after 2 seconds. A create that is sent just then has an unknown end, so a new connection is the better choice.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1.5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        ConnectTimeout = TimeSpan.FromSeconds(30),
    };

    private static X509ChainPolicy TrustOnly(string path)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            foreach (var file in Directory.Exists(path) ? Directory.GetFiles(path) : [path]) policy.CustomTrustStore.ImportFromPemFile(file);
            if (policy.CustomTrustStore.Count == 0) throw new CryptographicException("No certificate is in it.");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw LineaException.BadCertificate("certificate authorities for the MLflow server", path, e);
        }
        return policy;
    }

    private static X509Certificate2 ReadClientCertificate(string path)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(path);
            if (!OperatingSystem.IsWindows()) return certificate;
            // Windows takes no key that lies in memory alone.
            using (certificate) return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw LineaException.BadCertificate("client certificate for the MLflow server", path, e);
        }
    }
}
