namespace LineaSharp.Mlflow;

/// <summary>One thing on its way to a run's store.</summary>
internal abstract record ActiveRunEntry
{
    public sealed record OfMetric(Metric Metric) : ActiveRunEntry;

    public sealed record OfParam(string Key, string Value) : ActiveRunEntry;

    public sealed record OfTag(string Key, string Value) : ActiveRunEntry;

    /// <summary>Not logged: what stands before it is sent when it is reached.</summary>
    public sealed record Mark : ActiveRunEntry
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Reach() => _reached.TrySetResult();
    }
}
