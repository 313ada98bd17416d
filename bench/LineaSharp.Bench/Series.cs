using System.Diagnostics;

namespace LineaSharp.Bench;

/// <summary>The times of one thing that was done several times.</summary>
internal sealed class Series
{
    private readonly List<TimeSpan> _times = [];

    public int Count => _times.Count;

    public TimeSpan Min => _times.Min();

    public TimeSpan Max => _times.Max();

    public TimeSpan Median
    {
        get
        {
            var sorted = _times.Order().ToArray();
            var middle = sorted.Length / 2;
            return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    public void Add(TimeSpan time) => _times.Add(time);

    public void Measure(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        Add(Stopwatch.GetElapsedTime(start));
    }

    public async Task MeasureAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        Add(Stopwatch.GetElapsedTime(start));
    }

    /// <summary>How many times as long as another series, which ran in turn with this one, this one took: the median over the pairs, which had the same machine each.</summary>
    public double TimesOf(Series other)
    {
        var ratios = _times.Zip(other._times, (mine, theirs) => mine / theirs).Order().ToArray();
        return (ratios[(ratios.Length - 1) / 2] + ratios[ratios.Length / 2]) / 2;
    }

    /// <summary>The sums of two series, run by run.</summary>
    public Series Plus(Series other)
    {
        var sum = new Series();
        foreach (var (mine, theirs) in _times.Zip(other._times)) sum.Add(mine + theirs);
        return sum;
    }
}
