using System.Globalization;
using LineaSharp.Mlflow.Rest;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>
/// Opens the files of model versions in Unity Catalog, <c>dbfs:/Models/catalog/schema/model/version</c>: how they are reached, the workspace says at their first use.
/// </summary>
internal sealed class UnityCatalogFiles
{
    private const string Start = "dbfs:/Models/";

    private readonly MlflowHttp _workspace;
    private readonly SignedTransfer _transfer;
    private readonly int _atOnce;

    public UnityCatalogFiles(MlflowHttp workspace, MlflowClientOptions options)
    {
        _workspace = workspace;
        _atOnce = TransferSettings.Of(options).Parallel;
        _transfer = new SignedTransfer(MlflowAddress.Parse("workspace", workspace.Address), options.Http, options.TimeProvider);
    }

    /// <summary>Where the files of a version are, as this client writes it: the cloud's own address behind it is of no use without credentials for it.</summary>
    public static string Location(string fullName, int version) => $"{Start}{fullName.Replace('.', '/')}/{version.ToString(CultureInfo.InvariantCulture)}";

    public static bool IsOne(string location) => location.StartsWith(Start, StringComparison.Ordinal);

    /// <exception cref="LineaException">NotSupported: the location names no version.</exception>
    public IArtifactRepository Open(string location) => Open(location, toWrite: false);

    public ArtifactTransfer Transfer(IArtifactRepository repository) => new(repository, _atOnce);

    /// <param name="location">As <see cref="Location"/> makes it.</param>
    /// <param name="toWrite">Whether the version is being created and its files are put there.</param>
    public IArtifactRepository Open(string location, bool toWrite)
    {
        var path = RelativePath.Check(location["dbfs:/".Length..].TrimEnd('/'), $"the artifact location {location}");
        if (path.Split('/') is not [_, var catalog, var schema, var model, var version, ..] || !version.All(char.IsAsciiDigit))
            throw LineaException.BadArtifactLocation(location, "a model version is /Models/catalog/schema/model/version");
        return new OnFirstUse(location, ct => ChooseAsync(location, path, $"{catalog}.{schema}.{model}", version, toWrite, ct));
    }

    private async Task<IArtifactRepository> ChooseAsync(string location, string path, string name, string version, bool toWrite, CancellationToken ct)
    {
        if (await TakesFilesItselfAsync(ct).ConfigureAwait(false)) return new FilesRepository(location, _workspace, path);
        var call = Api.Post(
            "unity-catalog/model-versions/generate-temporary-credentials",
            new TemporaryCredentials(name, version, toWrite ? "MODEL_VERSION_OPERATION_READ_WRITE" : "MODEL_VERSION_OPERATION_READ"));
        var credentials = Answers.Required((await _workspace.ReadAsync<TemporaryCredentialsAnswer>(call, ct).ConfigureAwait(false)).Credentials, call, "credentials");
        if (credentials.StorageMode == "DEFAULT_STORAGE") return new SignedRepository(location, new ModelVersionFiles(_workspace), path, _transfer);
        throw credentials switch
        {
            { AwsTempCredentials: not null } => LineaException.CatalogNeedsPackage(location, "Amazon S3", "LineaSharp.Aws"),
            { R2TempCredentials: not null } => LineaException.CatalogNeedsPackage(location, "Cloudflare R2", "LineaSharp.Aws"),
            { AzureUserDelegationSas: not null } => LineaException.CatalogNeedsPackage(location, "Azure Data Lake Storage", "LineaSharp.Azure"),
            { GcpOauthToken: not null } => LineaException.CatalogNeedsPackage(location, "Google Cloud Storage", null),
            _ => LineaException.CatalogNeedsPackage(location, "an unknown storage", null),
        };
    }

    // Older workspaces do not know the question, which is an answer too.
    private async Task<bool> TakesFilesItselfAsync(CancellationToken ct)
    {
        try
        {
            var call = Api.Get("unity-catalog/registered-models:is-databricks-sdk-models-artifact-repository-enabled");
            return (await _workspace.ReadAsync<SdkFilesAnswer>(call, ct).ConfigureAwait(false)).IsDatabricksSdkModelsArtifactRepositoryEnabled == true;
        }
        catch (MlflowException e) when (e.Code is ErrorCode.NotSupported or ErrorCode.NotFound or ErrorCode.InvalidArgument)
        {
            return false;
        }
    }

    /// <summary>A repository that is chosen when it is first used; a choice that failed is made again.</summary>
    private sealed class OnFirstUse(string root, Func<CancellationToken, Task<IArtifactRepository>> choose) : IArtifactRepository
    {
        private volatile IArtifactRepository? _chosen;

        public string Root => root;

        public async Task<bool> PutFileAsync(string path, string sourceFile, PutOptions options, CancellationToken cancellationToken) =>
            await (await ChosenAsync(cancellationToken).ConfigureAwait(false)).PutFileAsync(path, sourceFile, options, cancellationToken).ConfigureAwait(false);

        public async Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken) =>
            await (await ChosenAsync(cancellationToken).ConfigureAwait(false)).OpenReadAsync(path, cancellationToken).ConfigureAwait(false);

        public async IAsyncEnumerable<RepositoryEntry> ListAsync(
            string directory, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var chosen = await ChosenAsync(cancellationToken).ConfigureAwait(false);
            await foreach (var entry in chosen.ListAsync(directory, cancellationToken).ConfigureAwait(false)) yield return entry;
        }

        public async Task<long?> FindSizeAsync(string path, CancellationToken cancellationToken) =>
            await (await ChosenAsync(cancellationToken).ConfigureAwait(false)).FindSizeAsync(path, cancellationToken).ConfigureAwait(false);

        public async Task DeleteAsync(string path, CancellationToken cancellationToken) =>
            await (await ChosenAsync(cancellationToken).ConfigureAwait(false)).DeleteAsync(path, cancellationToken).ConfigureAwait(false);

        private async Task<IArtifactRepository> ChosenAsync(CancellationToken ct) => _chosen ??= await choose(ct).ConfigureAwait(false);
    }
}
