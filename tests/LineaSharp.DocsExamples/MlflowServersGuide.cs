using LineaSharp;
using LineaSharp.Mlflow;

/// <summary>The pieces of docs/mlflow.md that name servers and secrets; they compile, and are not run.</summary>
internal static class MlflowServersGuide
{
    public static MlflowClient[] Clients(HttpMessageHandler signing, string password)
    {
        var identified = new MlflowClient(new MlflowClientOptions
        {
            TrackingUri = "https://mlflow.lan",
            Http = new MlflowHttpOptions { Username = "ada", Password = password },      // or Token
        });

        var trusting = new MlflowClient(new MlflowClientOptions
        {
            TrackingUri = "https://mlflow.lan",
            Http = new MlflowHttpOptions { CertificateAuthorityFile = "/etc/ssl/our-ca.pem", ClientCertificateFile = "/etc/ssl/me.pem" },
        });

        var injected = new MlflowClient(new MlflowClientOptions { TrackingUri = "https://mlflow.lan", Http = new MlflowHttpOptions { Handler = signing } });

        var databricks = new MlflowClient(new MlflowClientOptions
        {
            TrackingUri = "databricks://team",                    // a profile of ~/.databrickscfg
            RegistryUri = "databricks-uc://team",                 // the default: Unity Catalog
            Experiment = "/Users/me@example.com/churn",
        });

        var parallel = new MlflowClient(new MlflowClientOptions
        {
            TrackingUri = "https://mlflow.lan",
            Transfers = new MlflowTransferOptions { Parallel = 16, ParallelDownloadFrom = 64 << 20, DownloadPartSize = 16 << 20 },
        });

        return [identified, trusting, injected, databricks, parallel];
    }

    public static async Task HandleAsync(MlflowClient client)
    {
        try
        {
            await client.GetModelVersionByAliasAsync("churn-classifier", "champion");
        }
        catch (LineaException e) when (e.Code == ErrorCode.NotFound)
        {
            Console.WriteLine(e.Message);
        }
    }

    public static void OfAStore(HttpMessageHandler handler)
    {
        Linea.Default = new ArtifactStore(new ArtifactStoreOptions
        {
            Mlflow = new MlflowClientOptions { Http = new MlflowHttpOptions { Handler = handler } },      // the addresses come from Linea's own options
        });
    }
}
