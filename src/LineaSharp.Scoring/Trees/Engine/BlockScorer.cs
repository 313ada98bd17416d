namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>A scorer that takes many rows in blocks, which share what it reads while that is in the cache.</summary>
internal abstract class BlockScorer : RawScorer
{
    /// <summary>The rows of a block; the last may have fewer.</summary>
    private protected const int BlockRows = 64;

    // So many blocks a processor takes at a time.
    private const int ChunkBlocks = 16;

    public sealed override void PredictRows(IRowSource rows, Memory<double> outputs, Rounds rounds, ParallelOptions parallel)
    {
        if (outputs.Length < (long)rows.RowCount * OutputCount) throw new ArgumentException($"There is room for {outputs.Length} values; {rows.RowCount} rows have {(long)rows.RowCount * OutputCount}.", nameof(outputs));
        var blocks = (int)(((long)rows.RowCount + BlockRows - 1) / BlockRows);
        if (blocks <= 1) PredictBlocks(rows, outputs, rounds, 0, blocks);
        else Parallel.For(0, (blocks + ChunkBlocks - 1) / ChunkBlocks, parallel, chunk => PredictBlocks(rows, outputs, rounds, chunk * ChunkBlocks, Math.Min(blocks, (chunk + 1) * ChunkBlocks)));
    }

    /// <summary>Scores a range of blocks, on one thread.</summary>
    private protected abstract void PredictBlocks(IRowSource rows, Memory<double> outputs, Rounds rounds, int firstBlock, int endBlock);
}
