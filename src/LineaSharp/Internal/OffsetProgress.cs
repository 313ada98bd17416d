namespace LineaSharp.Internal;

/// <summary>The progress of one file among several: adds what was done before it.</summary>
internal sealed class OffsetProgress(IProgress<TransferProgress> outer, long offset, long? total = null) : IProgress<TransferProgress>
{
    public void Report(TransferProgress value) => outer.Report(new TransferProgress(offset + value.BytesDone, total ?? value.BytesTotal));
}
