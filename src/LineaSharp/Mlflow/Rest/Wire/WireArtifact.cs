namespace LineaSharp.Mlflow.Rest.Wire;

internal sealed record WireArtifact(string? Path, bool? IsDir, long? FileSize);

internal sealed record ArtifactsAnswer(IReadOnlyList<WireArtifact>? Files, string? NextPageToken = null);

internal sealed record ServerInfoAnswer(
    string? StoreType, bool? WorkspacesEnabled, bool? MultipartUploadsEnabled, bool? MultipartDownloadsEnabled,
    bool? PresignedUploadRunIdSupported, bool? PresignedUploadModelIdSupported);
