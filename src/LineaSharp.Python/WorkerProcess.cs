using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LineaSharp.Internal;

namespace LineaSharp.Python;

/// <summary>One Python process that does commands, one at a time, until it is ended or dies.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    // Reads the worker's modules from standard input, so that nothing of it lies on a disk where somebody could change it.
    internal const string Bootstrap =
        "import os,sys,json,types\n"
        + "commands=os.fdopen(os.dup(0),'rb')\n"
        + "for name,source in json.loads(commands.readline()):\n"
        + " module=sys.modules[name]=types.ModuleType(name)\n"
        + " exec(compile(source,'<'+name+'>','exec'),module.__dict__)\n"
        + "sys.modules['linea_worker'].main(commands)\n";

    private static readonly string[] Modules = ["linea_values", "linea_xgboost", "linea_models", "linea_pyfunc", "linea_worker"];
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly PythonSessionOptions _options;
    private readonly WorkerPipes _pipes;
    private readonly OutputTail _tail;
    private readonly Task _exit;
    private readonly Task _printing;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentQueue<long> _released = new();
    private long _lastId;
    private string? _ended;

    private WorkerProcess(Process process, PythonSessionOptions options)
    {
        _process = process;
        _options = options;
        _pipes = new(process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        _tail = new(options.Output);
        _exit = process.WaitForExitAsync(CancellationToken.None);
        _printing = _tail.ReadAsync(process.StandardError);
    }

    public bool IsAlive => _ended is null && !_process.HasExited;

    /// <summary>What the process said of itself when it was ready.</summary>
    public JsonElement Hello { get; private set; }

    public static async Task<WorkerProcess> StartAsync(string interpreter, PythonSessionOptions options, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var worker = new WorkerProcess(Spawn(interpreter, options), options);
        try
        {
            worker.Hello = await worker.GreetAsync().WaitAsync(options.StartLimit, options.Clock, ct).ConfigureAwait(false);
            return worker;
        }
        catch (Exception e)
        {
            await Task.WhenAny(worker._exit, Task.Delay(e is IOException ? LastWords : TimeSpan.Zero, CancellationToken.None)).ConfigureAwait(false);
            var how = worker.HowItEnded();
            await worker.DisposeAsync().ConfigureAwait(false);
            throw e switch
            {
                TimeoutException => PythonErrors.StartTookTooLong(interpreter, options.StartLimit, worker._tail.Text),
                IOException or JsonException => PythonErrors.CannotStart(interpreter, worker._tail.Text is { Length: > 0 } printed ? printed : how, e),
                _ => e,
            };
        }
    }

    /// <summary>Does one command.</summary>
    /// <exception cref="LineaException">Python raised an error, or the process is no more.</exception>
    public async Task<WorkerMessage> CallAsync(JsonObject command, IReadOnlyList<byte[]> blobs, CancellationToken ct)
    {
        await _turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (!IsAlive) throw PythonErrors.HasEnded(_ended ?? HowItEnded());
            var id = ++_lastId;
            command["id"] = id;
            command["free"] = Released();
            // Without the token: half a message would be the end of the protocol.
            var answer = ExchangeAsync(command, blobs);
            try
            {
                return Checked(await answer.WaitAsync(_options.CallLimit ?? Timeout.InfiniteTimeSpan, _options.Clock, ct).ConfigureAwait(false));
            }
            catch (TimeoutException)
            {
                await StopAsync(id, answer, "a call took too long").ConfigureAwait(false);
                throw PythonErrors.TookTooLong(_options.CallLimit!.Value, IsAlive);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                await StopAsync(id, answer, "a call that was cancelled did not stop").ConfigureAwait(false);
                throw;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets the worker forget an object, with the next command.</summary>
    public void Release(long number) => _released.Enqueue(number);

    public async ValueTask DisposeAsync()
    {
        _ended ??= "it was disposed";
        Kill();
        await _exit.ConfigureAwait(false);
        await Task.WhenAny(_printing, Task.Delay(LastWords)).ConfigureAwait(false);
        _process.Dispose();
    }

    /// <summary>The worker's modules, as the bootstrap reads them.</summary>
    internal static byte[] Sources() =>
        Encoding.UTF8.GetBytes(new JsonArray([.. Modules.Select(name => (JsonNode)new JsonArray(name, EmbeddedText.Read($"{name}.py")))]).ToJsonString());

    private static Process Spawn(string interpreter, PythonSessionOptions options)
    {
        var start = new ProcessStartInfo(interpreter, ["-I", "-u", "-X", "utf8", "-c", Bootstrap])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardErrorEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            UseShellExecute = false, CreateNoWindow = true, WorkingDirectory = options.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in options.Environment ?? new Dictionary<string, string?>())
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw PythonErrors.CannotStart(interpreter, e.Message, e);
        }
    }

    private async Task<JsonElement> GreetAsync()
    {
        var hello = new JsonObject { ["memory"] = _options.MemoryLimit, ["paths"] = new JsonArray([.. (_options.SearchPaths ?? []).Select(p => JsonValue.Create(Path.GetFullPath(p)))]) };
        await _pipes.WriteLineAsync(Sources()).ConfigureAwait(false);
        await _pipes.WriteAsync(hello, []).ConfigureAwait(false);
        return Checked(await _pipes.ReadAsync().ConfigureAwait(false)).Json.GetProperty("result");
    }

    private async Task<WorkerMessage> ExchangeAsync(JsonObject command, IReadOnlyList<byte[]> blobs)
    {
        var exchange = WriteAndReadAsync(command, blobs);
        // A child of the worker may hold the pipe open after the worker is gone.
        if (await Task.WhenAny(exchange, _exit).ConfigureAwait(false) == _exit) await Task.WhenAny(exchange, Task.Delay(LastWords)).ConfigureAwait(false);
        try
        {
            return exchange.IsCompleted ? await exchange.ConfigureAwait(false) : throw new EndOfStreamException("The worker is gone.");
        }
        catch (IOException e)
        {
            // The pipe breaks a moment before the system tells how the process ended, and what it printed last may still be on its way.
            await Task.WhenAny(Task.WhenAll(_exit, _printing), Task.Delay(LastWords)).ConfigureAwait(false);
            Kill();
            var known = _ended;
            _ended ??= HowItEnded();
            throw known is null ? PythonErrors.Ended(_ended, _tail.Text, e) : PythonErrors.HasEnded(known);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            _ended = "it gave an answer that cannot be read";
            Kill();
            throw PythonErrors.BrokenAnswer(e.Message, e);
        }
    }

    private async Task<WorkerMessage> WriteAndReadAsync(JsonObject command, IReadOnlyList<byte[]> blobs)
    {
        await _pipes.WriteAsync(command, blobs).ConfigureAwait(false);
        return await _pipes.ReadAsync().ConfigureAwait(false);
    }

    // Asks Python to stop, and ends the process when it does not.
    private async Task StopAsync(long id, Task<WorkerMessage> answer, string why)
    {
        var interrupt = _pipes.WriteAsync(new JsonObject { ["op"] = "interrupt", ["id"] = id }, []);
        await Task.WhenAny(answer, Task.Delay(_options.InterruptLimit)).ConfigureAwait(false);
        if (answer.IsCompletedSuccessfully && interrupt.IsCompleted)
        {
            Forget(await answer.ConfigureAwait(false));
            return;
        }
        _ended ??= why;
        Kill();
        // Both end with the process; that they fail is known.
        await Task.WhenAny(Task.WhenAll(answer, interrupt), Task.Delay(LastWords)).ConfigureAwait(false);
        _ = answer.Exception;
        _ = interrupt.Exception;
    }

    // What a call gave that nobody waits for any more.
    private void Forget(WorkerMessage answer)
    {
        if (answer.Json.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Object && result.TryGetProperty("ref", out var reference))
            Release((reference.ValueKind == JsonValueKind.Object ? reference.GetProperty("ref") : reference).GetInt64());
    }

    private static WorkerMessage Checked(WorkerMessage message)
    {
        if (!message.Json.TryGetProperty("error", out var error)) return message;
        var text = error.GetProperty("message").GetString()!;
        var code = Enum.TryParse<ErrorCode>(error.GetProperty("code").GetString(), out var known) ? known : ErrorCode.Unknown;
        var raised = new PythonException(code, error.GetProperty("type").GetString()!, text, error.GetProperty("traceback").GetString()!);
        throw error.GetProperty("told").GetBoolean() ? new LineaException(code, text, raised) : raised;
    }

    private JsonArray Released()
    {
        var numbers = new JsonArray();
        while (_released.TryDequeue(out var number)) numbers.Add(number);
        return numbers;
    }

    private string HowItEnded()
    {
        if (!_process.HasExited) return "it closed its output";
        var code = _process.ExitCode;
        if (OperatingSystem.IsWindows() || code <= 128) return string.Create(CultureInfo.InvariantCulture, $"it exited with code {code}");
        return (code - 128) switch
        {
            9 => "it was killed (signal 9), by somebody or by the system for want of memory",
            11 => "it crashed (signal 11, a fault in native code)",
            6 => "it aborted (signal 6, a failure in native code)",
            var signal => string.Create(CultureInfo.InvariantCulture, $"it was ended by signal {signal}"),
        };
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It is gone already.
        }
    }
}
