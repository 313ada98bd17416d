using LineaSharp.Mlflow.Storage;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

public sealed class SqliteWriterGapTests
{
    private static readonly DateTimeOffset Second = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Who_writes_without_a_pause_is_silent_at_the_beginning_of_a_second()
    {
        var time = new Clock { Now = Second.AddMilliseconds(300) };
        var gap = new SqliteWriterGap(time);
        await WriteAsync(gap, time, milliseconds: 690);

        time.Now = Second.AddMilliseconds(1020);
        await gap.LeaveAsync(TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromMilliseconds(130), time.Waited);
    }

    [Fact]
    public async Task Who_has_just_been_silent_goes_on()
    {
        var time = new Clock { Now = Second };
        var gap = new SqliteWriterGap(time);
        await WriteAsync(gap, time, milliseconds: 1010);
        await WriteAsync(gap, time, milliseconds: 5);
        Assert.Equal(TimeSpan.FromMilliseconds(140), time.Waited);

        time.Now = Second.AddMilliseconds(1149);
        await gap.LeaveAsync(TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromMilliseconds(140), time.Waited);
    }

    [Theory]
    [InlineData(690, 60)] // the second has begun long enough ago
    [InlineData(400, 5)] // too little to keep anybody waiting
    [InlineData(690, 2020)] // a pause of more than a second was enough for others
    public async Task Nobody_else_waits(int busy, int later)
    {
        var time = new Clock { Now = Second.AddMilliseconds(410) };
        var gap = new SqliteWriterGap(time);
        await WriteAsync(gap, time, busy);

        time.Now += TimeSpan.FromMilliseconds(later);
        await gap.LeaveAsync(TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.Zero, time.Waited);
    }

    private static async Task WriteAsync(SqliteWriterGap gap, Clock time, int milliseconds)
    {
        await gap.LeaveAsync(TestContext.Current.CancellationToken);
        time.Now += TimeSpan.FromMilliseconds(milliseconds);
        gap.End();
    }

    /// <summary>Stands still, but for waiting, which takes no time.</summary>
    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public TimeSpan Waited { get; private set; }

        public override DateTimeOffset GetUtcNow() => Now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.UtcTicks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waited += dueTime;
            Now += dueTime;
            return TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
