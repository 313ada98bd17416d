namespace LineaSharp.Bench;

/// <summary>A record of about 1 kB as JSON.</summary>
internal sealed record Measurement(string Experiment, DateTime At, Dictionary<string, double> Metrics, double[] Losses)
{
    public static Measurement New() => new(
        Guid.NewGuid().ToString(), DateTime.UtcNow,
        Enumerable.Range(0, 10).ToDictionary(i => Table.Text($"metric_{i}"), _ => Random.Shared.NextDouble()),
        Enumerable.Range(0, 26).Select(_ => Random.Shared.NextDouble()).ToArray());
}
