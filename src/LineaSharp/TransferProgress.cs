namespace LineaSharp;

/// <summary>How far a transfer has come.</summary>
/// <param name="BytesDone">Bytes written or read so far.</param>
/// <param name="BytesTotal">Bytes in all, or null where the source does not tell.</param>
public readonly record struct TransferProgress(long BytesDone, long? BytesTotal);
