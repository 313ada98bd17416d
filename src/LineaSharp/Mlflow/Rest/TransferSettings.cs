using System.Globalization;

namespace LineaSharp.Mlflow.Rest;

/// <summary>The options of transfers with the environment's values filled in.</summary>
internal sealed record TransferSettings
{
    private const int MostParts = 10_000;
    private const long MiB = 1 << 20;

    public required int Parallel { get; init; }
    public required bool? MultipartUpload { get; init; }
    public required long MultipartUploadFrom { get; init; }
    public required long UploadPartSize { get; init; }
    public required bool? SignedDownload { get; init; }
    public required long ParallelDownloadFrom { get; init; }
    public required long DownloadPartSize { get; init; }

    /// <exception cref="LineaException">NotConfigured: a variable or option has a value that cannot be used.</exception>
    public static TransferSettings Of(MlflowClientOptions options)
    {
        var (given, environment) = (options.Transfers, new Variables(options.Http.Environment));
        if (given.Parallel is < 1 or > 64) throw LineaException.BadHttpOption("MlflowTransferOptions.Parallel", given.Parallel.ToString(CultureInfo.InvariantCulture), "a whole number from 1 to 64");
        long Bytes(long? option, string variable, long otherwise)
        {
            var bytes = option ?? environment.Whole64(variable) ?? otherwise;
            return bytes > 0 ? bytes : throw LineaException.BadHttpOption($"MlflowTransferOptions ({variable})", bytes.ToString(CultureInfo.InvariantCulture), "a number of bytes, 1 or more");
        }

        return new TransferSettings
        {
            Parallel = given.Parallel,
            MultipartUpload = given.MultipartUpload ?? environment.Flag("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD"),
            MultipartUploadFrom = Bytes(given.MultipartUploadFrom, "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", 500 * MiB),
            UploadPartSize = Bytes(given.UploadPartSize, "MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", 10 * MiB),
            SignedDownload = given.SignedDownload ?? environment.Flag("MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD"),
            ParallelDownloadFrom = Bytes(given.ParallelDownloadFrom, "MLFLOW_MULTIPART_DOWNLOAD_MINIMUM_FILE_SIZE", 500 * MiB),
            DownloadPartSize = Bytes(given.DownloadPartSize, "MLFLOW_MULTIPART_DOWNLOAD_CHUNK_SIZE", 100 * MiB),
        };
    }

    /// <summary>The parts that a file of a length is uploaded in; never none.</summary>
    public IReadOnlyList<FilePart> PartsToUpload(long length) => FilePart.Split(length, Math.Max(UploadPartSize, (length + MostParts - 1) / MostParts));

    public IReadOnlyList<FilePart> PartsToDownload(long length) => FilePart.Split(length, DownloadPartSize);
}

/// <summary>A part of a file; numbers begin at 1.</summary>
internal sealed record FilePart(int Number, long From, long Length)
{
    public long To => From + Length - 1;

    public static IReadOnlyList<FilePart> Split(long length, long size)
    {
        var parts = new List<FilePart>();
        for (long from = 0; from < length || parts.Count == 0; from += size) parts.Add(new FilePart(parts.Count + 1, from, Math.Min(size, length - from)));
        return parts;
    }
}
