namespace LineaSharp.Mlflow.Rest.Wire;

internal sealed record SignUpload(string? RunId, string? ModelId, string Path);

internal sealed record SignDownload(string RunId, string Path);

internal sealed record SignedAnswer(string? PresignedUrl, IReadOnlyDictionary<string, string>? Headers, long? FileSize);

internal sealed record ProxiedSignedAnswer(string? Url, IReadOnlyDictionary<string, string>? Headers, long? FileSize);

internal sealed record CreateMultipart(string Path, int NumParts);

internal sealed record MultipartAnswer(string? UploadId, IReadOnlyList<WirePart>? Credentials);

internal sealed record WirePart(string? Url, int? PartNumber, IReadOnlyDictionary<string, string>? Headers);

internal sealed record CompleteMultipart(string Path, string UploadId, IReadOnlyList<UploadedPart> Parts);

internal sealed record UploadedPart(int PartNumber, string Etag, string Url);

internal sealed record AbortMultipart(string Path, string UploadId);
