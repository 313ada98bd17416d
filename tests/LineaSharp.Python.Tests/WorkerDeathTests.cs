using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LineaSharp.Python.Tests;

/// <summary>A worker that dies, hangs or runs out of memory is an error of the call, and of nothing else.</summary>
public sealed class WorkerDeathTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("linea-python-test-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PythonSessionOptions Hasty => TestPython.Options with { CallLimit = TimeSpan.FromSeconds(2), InterruptLimit = TimeSpan.FromSeconds(1) };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("import os; os.kill(os.getpid(), 9)", "signal 9")]
    [InlineData("import os; os.abort()", "signal 6")]
    [InlineData("import ctypes; ctypes.string_at(0)", "signal 11")]
    [InlineData("import os; os._exit(3)", "code 3")]
    [InlineData("import os; os.closerange(3, 100)", "exited")]
    [InlineData("import os, time; print('last words')\nif os.fork() == 0: time.sleep(5); os._exit(0)\nos.kill(os.getpid(), 9)", "last words")]
    public async Task A_worker_that_dies_ends_the_call_and_a_new_session_works(string code, string told)
    {
        await using var session = await TestPython.StartAsync();

        var error = await Assert.ThrowsAsync<LineaException>(() => session.RunAsync(code, Token));

        Assert.Equal((ErrorCode.Unavailable, true), (error.Code, error.IsTransient));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.False(session.IsAlive);
        var later = await Assert.ThrowsAsync<LineaException>(() => session.RunAsync("1", Token));
        Assert.Equal((ErrorCode.Unavailable, false), (later.Code, later.IsTransient));
        await using var next = await TestPython.StartAsync();
        Assert.Equal(2, next.Evaluate("1 + 1").GetValue<long>());
    }

    [Fact]
    public async Task A_worker_killed_from_outside_while_it_waits_or_works_is_told_by_the_next_call()
    {
        await using var session = await TestPython.StartAsync();
        var pid = (await session.EvaluateAsync("__import__('os').getpid()", Token)).GetValue<int>();
        var running = session.RunAsync("import time; time.sleep(60)", Token);

        using (var process = Process.GetProcessById(pid)) process.Kill();

        Assert.Contains("signal 9", (await Assert.ThrowsAsync<LineaException>(() => running)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_interrupted_and_the_session_lives_on()
    {
        var (clock, printed) = (new FakeTimeProvider(), new Lines());
        await using var session = await TestPython.StartAsync(Hasty with { InterruptLimit = TimeSpan.FromSeconds(30), Clock = clock, Output = printed });
        session.Run("kept = 7");

        var loop = await TooLongAsync("print('begun')\nwhile True: pass");
        var sleep = await TooLongAsync("import time; print('begun'); time.sleep(1000)");

        Assert.Equal((ErrorCode.Unavailable, true), (loop.Code, loop.IsTransient));
        Assert.Contains("2 seconds", sleep.Message, StringComparison.Ordinal);
        Assert.Equal(7, session["kept"].GetValue<long>());

        async Task<LineaException> TooLongAsync(string code)
        {
            var running = session.RunAsync(code, Token);
            Assert.Equal("begun", await printed.NextAsync(Token));
            clock.Advance(Hasty.CallLimit!.Value);
            return await Assert.ThrowsAsync<LineaException>(() => running);
        }
    }

    [Theory]
    [InlineData("import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass")]
    [InlineData("7 ** (10 ** 9)")]
    public async Task A_call_that_does_not_stop_is_ended_with_its_process(string code)
    {
        await using var session = await TestPython.StartAsync(Hasty);

        var error = await Assert.ThrowsAsync<LineaException>(() => session.RunAsync(code, Token));

        Assert.Equal(ErrorCode.Unavailable, error.Code);
        Assert.Contains("process was ended", error.Message, StringComparison.Ordinal);
        Assert.False(session.IsAlive);
    }

    [Fact]
    public async Task A_cancelled_call_stops_the_code_and_keeps_the_session()
    {
        await using var session = await TestPython.StartAsync(TestPython.Options with { InterruptLimit = TimeSpan.FromSeconds(30) });
        using var cancellation = new CancellationTokenSource();
        session.Run("import time\nsteps = []");

        var running = session.RunAsync("steps.append(1)\ntry:\n    time.sleep(1000)\nfinally:\n    steps.append(2)", cancellation.Token);
        var waiting = session.RunAsync("steps.append(3)", cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        // The first may have been stopped before its first line.
        Assert.DoesNotContain(3L, session["steps"].GetValue<long[]>());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.RunAsync("steps.append(4)", cancellation.Token));
        Assert.DoesNotContain(4L, session["steps"].GetValue<long[]>());
    }

    [Fact]
    public async Task More_memory_than_allowed_is_an_error_of_Python_and_the_session_lives_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is limited on Linux.");
        await using var session = await TestPython.StartAsync(TestPython.Options with { MemoryLimit = 1L << 30 });

        var error = await Assert.ThrowsAsync<PythonException>(() => session.RunAsync("x = bytearray(4 << 30)", Token));

        Assert.Equal(("MemoryError", ErrorCode.Unavailable, false), (error.PythonType, error.Code, error.IsTransient));
        Assert.True(session.IsAlive);
    }

    [Fact]
    public async Task Memory_that_fills_up_bit_by_bit_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is limited on Linux.");
        await using var session = await TestPython.StartAsync(TestPython.Options with { MemoryLimit = 300L << 20 });

        var error = await Assert.ThrowsAnyAsync<LineaException>(() => session.RunAsync("x = []\nwhile True: x.append(bytes(50))", Token));

        Assert.Equal(ErrorCode.Unavailable, error.Code);
    }

    [Fact]
    public async Task An_answer_that_is_none_ends_the_session()
    {
        await using var session = await TestPython.StartAsync();

        var error = await Assert.ThrowsAsync<LineaException>(() => session.RunAsync("""
            import os
            for descriptor in range(3, 20):
                try: os.write(descriptor, b"junk\n")
                except OSError: pass
            """, Token));

        Assert.Equal(ErrorCode.Unavailable, error.Code);
        Assert.False(session.IsAlive);
    }

    [Fact]
    public async Task A_program_that_is_no_Python_or_is_not_there_is_told()
    {
        TestPython.Need();
        var silent = Path.Combine(_folder.FullName, "silent");
        await File.WriteAllTextAsync(silent, "#!/bin/sh\necho some hint >&2\nexec sleep 100\n", Token);
        var chatty = Path.Combine(_folder.FullName, "chatty");
        await File.WriteAllTextAsync(chatty, "#!/bin/sh\necho hello\nexit 1\n", Token);
        if (!OperatingSystem.IsWindows()) foreach (var script in new[] { silent, chatty }) File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(ErrorCode.NotConfigured, (await StartFailsAsync("/no/such/python")).Code);
        Assert.Equal(ErrorCode.NotConfigured, (await StartFailsAsync("no-such-python")).Code);
        Assert.Equal(ErrorCode.NotConfigured, (await StartFailsAsync("/bin/true")).Code);
        Assert.Equal(ErrorCode.NotConfigured, (await StartFailsAsync(chatty)).Code);

        var (clock, printed) = (new FakeTimeProvider(), new Lines());
        var options = new PythonSessionOptions { Interpreter = silent, Clock = clock, Output = printed };
        var starting = PythonSession.StartAsync(options, Token);
        Assert.Equal("some hint", await printed.NextAsync(Token));
        // It may have printed that before its time was taken.
        while (!starting.IsCompleted)
        {
            clock.Advance(options.StartLimit);
            await Task.Delay(1, Token);
        }
        var slow = await Assert.ThrowsAsync<LineaException>(() => starting);
        Assert.Equal(ErrorCode.Unavailable, slow.Code);
        Assert.Contains("some hint", slow.Message, StringComparison.Ordinal);

        static Task<LineaException> StartFailsAsync(string interpreter) =>
            Assert.ThrowsAsync<LineaException>(() => PythonSession.StartAsync(new PythonSessionOptions { Interpreter = interpreter }, Token));
    }

    [Fact]
    public async Task The_worker_ends_with_its_session()
    {
        await using var session = await TestPython.StartAsync();
        using var process = Process.GetProcessById(session.Evaluate("__import__('os').getpid()").GetValue<int>());

        await session.DisposeAsync();

        await process.WaitForExitAsync(Token);
        Assert.Equal(ErrorCode.Unavailable, (await Assert.ThrowsAsync<LineaException>(() => session.RunAsync("1", Token))).Code);
    }

    [Theory, InlineData("import time; time.sleep(1000)"), InlineData("while True: pass")]
    public async Task A_busy_worker_ends_when_the_program_that_started_it_is_gone(string code)
    {
        TestPython.Need();
        var start = new ProcessStartInfo(TestPython.Path, ["-I", "-u", "-c", WorkerProcess.Bootstrap]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var commands = process.StandardInput.BaseStream;
        await commands.WriteAsync(WorkerProcess.Sources(), Token);
        await commands.WriteAsync("\n{\"memory\": null, \"paths\": []}\n"u8.ToArray(), Token);
        await commands.WriteAsync(System.Text.Encoding.UTF8.GetBytes($$"""{"op": "run", "id": 1, "code": "{{code}}"}""" + "\n"), Token);
        await commands.FlushAsync(Token);
        Assert.Contains("version", await process.StandardOutput.ReadLineAsync(Token), StringComparison.Ordinal);

        // What the system does with the pipe of a program that was killed.
        commands.Close();

        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>The lines that a process prints, one after the other.</summary>
    private sealed class Lines : IProgress<string>
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public void Report(string value) => _lines.Writer.TryWrite(value);

        public ValueTask<string> NextAsync(CancellationToken ct) => _lines.Reader.ReadAsync(ct);
    }
}
