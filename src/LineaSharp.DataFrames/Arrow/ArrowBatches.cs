using Apache.Arrow;

namespace LineaSharp.DataFrames;

/// <summary>What a file holds, as Arrow.</summary>
internal sealed record ArrowBatches(ArrowSchema Schema, IReadOnlyList<RecordBatch> Batches);
