using LineaSharp.Tests.Store;
using Xunit;

namespace LineaSharp.Tests.Internal;

public sealed class BlockingTests
{
    [Fact]
    public void The_blocking_twins_do_not_wait_for_the_callers_context()
    {
        using var test = new TestStore();
        var before = SynchronizationContext.Current;
        try
        {
            // A user interface's thread: what is posted to it runs only when it is free, and here it never is.
            SynchronizationContext.SetSynchronizationContext(new NeverPumps());

            test.Store.Save(new FileInfo(typeof(BlockingTests).Assembly.Location), "file");
            test.Store.Save("text", "text");

            Assert.Equal("text", test.Store.Get("text").GetValue<string>());
            Assert.Equal(2, test.Store.List().Count);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private sealed class NeverPumps : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) { }

        public override void Send(SendOrPostCallback d, object? state) { }
    }
}
