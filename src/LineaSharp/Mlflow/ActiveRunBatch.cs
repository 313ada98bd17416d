namespace LineaSharp.Mlflow;

/// <summary>A batch that is being filled, up to what MLflow takes at once.</summary>
internal sealed class ActiveRunBatch
{
    private readonly List<Metric> _metrics = [];
    private readonly OrderedDictionary<string, string> _params = [];
    private readonly OrderedDictionary<string, string> _tags = [];

    public int Count => _metrics.Count + _params.Count + _tags.Count;

    public bool IsFull => Count == Limits.BatchMetrics || _params.Count == Limits.BatchParamsOrTags || _tags.Count == Limits.BatchParamsOrTags;

    /// <summary>Adds an entry unless it must go into a batch after this one.</summary>
    public bool TryAdd(ActiveRunEntry entry) => entry switch
    {
        ActiveRunEntry.OfMetric metric => TryAdd(metric),
        ActiveRunEntry.OfParam param => TryAdd(param),
        ActiveRunEntry.OfTag tag => TryAdd(tag),
        _ => throw new ArgumentException($"A {entry.GetType().Name} is not logged.", nameof(entry)),
    };

    public RunBatch Take()
    {
        var batch = new RunBatch { Metrics = [.. _metrics], Params = [.. _params], Tags = [.. _tags] };
        _metrics.Clear();
        _params.Clear();
        _tags.Clear();
        return batch;
    }

    /// <summary>The parts of a batch that a store may refuse apart from the others: each param, the metrics of each logged model, and the tags.</summary>
    public static IReadOnlyList<RunBatch> Parts(RunBatch batch)
    {
        var parts = new List<RunBatch>();
        foreach (var metrics in batch.Metrics.GroupBy(m => m.ModelId)) parts.Add(new RunBatch { Metrics = [.. metrics] });
        foreach (var param in batch.Params) parts.Add(new RunBatch { Params = [param] });
        if (batch.Tags.Count > 0) parts.Add(new RunBatch { Tags = batch.Tags });
        return parts;
    }

    private bool TryAdd(ActiveRunEntry.OfMetric entry)
    {
        if (IsFull) return false;
        _metrics.Add(entry.Metric);
        return true;
    }

    // A batch may hold a param once. Another value goes into the next batch, where the store refuses it.
    private bool TryAdd(ActiveRunEntry.OfParam entry)
    {
        if (_params.TryGetValue(entry.Key, out var value)) return value == entry.Value;
        if (IsFull) return false;
        _params.Add(entry.Key, entry.Value);
        return true;
    }

    private bool TryAdd(ActiveRunEntry.OfTag entry)
    {
        if (!_tags.ContainsKey(entry.Key) && IsFull) return false;
        _tags[entry.Key] = entry.Value;
        return true;
    }
}
