using System.Text.Json;
using System.Text.Json.Serialization;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>The JSON of Databricks that is not MLflow's; <c>WireJson</c> looks here too.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(RunCredentials))]
[JsonSerializable(typeof(RunCredentialsAnswer))]
[JsonSerializable(typeof(ModelCredentials))]
[JsonSerializable(typeof(ModelCredentialsAnswer))]
[JsonSerializable(typeof(CreateMultipart))]
[JsonSerializable(typeof(MultipartAnswer))]
[JsonSerializable(typeof(CompleteMultipart))]
[JsonSerializable(typeof(PartCredentialAnswer))]
[JsonSerializable(typeof(PagedArtifactsAnswer))]
[JsonSerializable(typeof(DbfsListAnswer))]
[JsonSerializable(typeof(DbfsDelete))]
[JsonSerializable(typeof(DirectoryAnswer))]
[JsonSerializable(typeof(FilePath))]
[JsonSerializable(typeof(UrlAnswer))]
[JsonSerializable(typeof(CatalogVersionAnswer))]
[JsonSerializable(typeof(CatalogVersionsAnswer))]
[JsonSerializable(typeof(CreateCatalogVersion))]
[JsonSerializable(typeof(UpdateCatalogModel))]
[JsonSerializable(typeof(SdkFilesAnswer))]
[JsonSerializable(typeof(TemporaryCredentials))]
[JsonSerializable(typeof(TemporaryCredentialsAnswer))]
internal sealed partial class DatabricksJson : JsonSerializerContext;

internal sealed record TokenAnswer(string? AccessToken, double? ExpiresIn);

internal sealed record WireHeader(string? Name, string? Value);

/// <summary>A signed URL, with the kind of cloud that it is of.</summary>
internal sealed record WireCredential(string? SignedUri, IReadOnlyList<WireHeader>? Headers, string? Type);

internal sealed record RunCredentials(string RunId, IReadOnlyList<string> Path);

internal sealed record RunCredentialsAnswer(IReadOnlyList<WireCredential>? CredentialInfos);

internal sealed record ModelCredentials(IReadOnlyList<string> Paths);

internal sealed record ModelCredentialsAnswer(IReadOnlyList<WireModelCredential>? Credentials);

internal sealed record WireModelCredential(WireCredential? CredentialInfo);

internal sealed record CreateMultipart(string RunId, string Path, long NumParts);

internal sealed record MultipartAnswer(string? UploadId, IReadOnlyList<WireCredential>? UploadCredentialInfos, WireCredential? AbortCredentialInfo);

internal sealed record CompleteMultipart(string RunId, string Path, string UploadId, IReadOnlyList<WirePart> PartEtags);

internal sealed record WirePart(long PartNumber, string Etag);

internal sealed record PartCredentialAnswer(WireCredential? UploadCredentialInfo);

internal sealed record PagedArtifactsAnswer(IReadOnlyList<Rest.Wire.WireArtifact>? Files, string? NextPageToken);

internal sealed record DbfsListAnswer(IReadOnlyList<Rest.Wire.WireArtifact>? Files);

internal sealed record DbfsDelete(string Path, bool Recursive);

internal sealed record DirectoryAnswer(IReadOnlyList<WireDirectoryEntry>? Contents, string? NextPageToken);

internal sealed record WireDirectoryEntry(string? Path, bool? IsDirectory, long? FileSize);

internal sealed record FilePath(string Path);

internal sealed record UrlAnswer(string? Url, IReadOnlyList<WireHeader>? Headers);
