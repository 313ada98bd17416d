namespace LineaSharp.Mlflow;

/// <summary>How a client moves the files of artifacts.</summary>
/// <remarks>What is null is read from the environment variable that MLflow's own client reads.</remarks>
public sealed record MlflowTransferOptions
{
    /// <summary>How many files, or parts of one large file, are on their way at the same time, from 1 to 64. The default is 4.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>
    /// Whether large files go straight into the bucket behind the server, in parts, by addresses that the server signs.
    /// The default is MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD, else true: wherever the server offers it.
    /// </summary>
    public bool? MultipartUpload { get; init; }

    /// <summary>From how many bytes on a file goes in parts. The default is MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE, else 500 MiB.</summary>
    public long? MultipartUploadFrom { get; init; }

    /// <summary>
    /// The bytes of a part; larger where there would be more than 10,000 parts. Amazon S3 takes no less than 5 MiB. The default is MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE, else 10 MiB.
    /// </summary>
    public long? UploadPartSize { get; init; }

    /// <summary>
    /// Whether files come straight from the bucket behind the server, by addresses that the server signs.
    /// The default is MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD, else where the server says that it offers it (MLflow 3.17 on).
    /// </summary>
    public bool? SignedDownload { get; init; }

    /// <summary>From how many bytes on the parts of a file come at the same time. The default is MLFLOW_MULTIPART_DOWNLOAD_MINIMUM_FILE_SIZE, else 500 MiB.</summary>
    public long? ParallelDownloadFrom { get; init; }

    /// <summary>The bytes of such a part. The default is MLFLOW_MULTIPART_DOWNLOAD_CHUNK_SIZE, else 100 MiB.</summary>
    public long? DownloadPartSize { get; init; }
}
