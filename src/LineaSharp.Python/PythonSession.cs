using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using LineaSharp.Internal;

namespace LineaSharp.Python;

/// <summary>A Python process beside this one: it runs code, keeps objects, and gives them as <see cref="PythonObject"/>.</summary>
/// <remarks>
/// <para>Safe to use from many threads; calls are done one after another. What Python code prints, or C code below it, goes nowhere or to <see cref="PythonSessionOptions.Output"/>.</para>
/// <para>A process that dies, is killed, or does not stop when it should makes the call that runs fail as Unavailable, and ends the session; start a new one.</para>
/// <para>Cancelling a call interrupts Python code with a <c>KeyboardInterrupt</c>. Code that does not heed it within <see cref="PythonSessionOptions.InterruptLimit"/> is ended with its process.</para>
/// </remarks>
/// <example><code>
/// await using var session = await PythonSession.StartAsync();
/// await session.RunAsync("from sklearn.linear_model import LogisticRegression; clf = LogisticRegression().fit([[0], [1]], [0, 1])");
/// var labels = session["clf"].Call("predict", [new double[,] { { 3 } }]).GetValue&lt;long[]&gt;();
/// </code></example>
[SuppressMessage("Naming", "CA1716:Identifiers should not match keywords", Justification = "Get and Set are what the calls do, in Visual Basic too.")]
public sealed class PythonSession : IAsyncDisposable
{
    private readonly WorkerProcess _worker;

    private PythonSession(WorkerProcess worker)
    {
        _worker = worker;
        PythonVersion = worker.Hello.GetProperty("version").GetString()!;
        Interpreter = worker.Hello.GetProperty("executable").GetString()!;
        HasMlflow = worker.Hello.GetProperty("has_mlflow").GetBoolean();
    }

    /// <summary>The version of Python: <c>3.11.2</c>.</summary>
    public string PythonVersion { get; }

    /// <summary>The path of the interpreter.</summary>
    public string Interpreter { get; }

    /// <summary>Whether the interpreter has MLflow itself, which then saves models, and loads those of flavors that this package does not know.</summary>
    public bool HasMlflow { get; }

    /// <summary>Whether the process still runs.</summary>
    public bool IsAlive => _worker.IsAlive;

    /// <summary>The variable of that name.</summary>
    /// <exception cref="LineaException">NotFound: the session has none.</exception>
    public PythonObject this[string name] => Get(name);

    /// <summary>Starts a Python process.</summary>
    /// <param name="options">The interpreter and its bounds. The default is <see cref="PythonSessionOptions"/>'s.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="LineaException">NotConfigured: there is no interpreter, or it is none. Unavailable: it did not answer in time.</exception>
    public static async Task<PythonSession> StartAsync(PythonSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new PythonSessionOptions();
        var interpreter = PythonInterpreter.Find(options.Interpreter, Environment.GetEnvironmentVariable);
        return new(await WorkerProcess.StartAsync(interpreter, options, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc cref="StartAsync"/>
    public static PythonSession Start(PythonSessionOptions? options = null) => Blocking.Run(() => StartAsync(options));

    /// <summary>Runs Python code; variables, functions and imports stay.</summary>
    /// <param name="code">Lines of Python.</param>
    /// <param name="cancellationToken">Stops the code.</param>
    /// <exception cref="PythonException">The code raised an error.</exception>
    /// <exception cref="LineaException">Unavailable: the process died, or the code took too long.</exception>
    public Task RunAsync(string code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return SendAsync("run", (command, _) => command["code"] = code, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync"/>
    public void Run(string code) => Blocking.Run(() => RunAsync(code));

    /// <summary>The value of a Python expression.</summary>
    /// <param name="expression">For example <c>clf.coef_[0]</c>.</param>
    /// <param name="cancellationToken">Stops the evaluation.</param>
    /// <inheritdoc cref="RunAsync" path="/exception"/>
    public Task<PythonObject> EvaluateAsync(string expression, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return ObjectAsync("evaluate", (command, _) => command["code"] = expression, cancellationToken);
    }

    /// <inheritdoc cref="EvaluateAsync"/>
    public PythonObject Evaluate(string expression) => Blocking.Run(() => EvaluateAsync(expression));

    /// <summary>The variable of that name.</summary>
    /// <exception cref="LineaException">NotFound: the session has none.</exception>
    public Task<PythonObject> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ObjectAsync("get", (command, _) => command["name"] = name, cancellationToken);
    }

    /// <inheritdoc cref="GetAsync"/>
    public PythonObject Get(string name) => Blocking.Run(() => GetAsync(name));

    /// <summary>Gives a variable a value.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="value">As the arguments of <see cref="PythonObject.CallAsync"/>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">The value has no form in Python.</exception>
    public Task SetAsync(string name, object? value, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return SendAsync("set", (command, values) => (command["name"], command["value"]) = (name, values.Write(value)), cancellationToken);
    }

    /// <inheritdoc cref="SetAsync"/>
    public void Set(string name, object? value) => Blocking.Run(() => SetAsync(name, value));

    /// <summary>Ends the process.</summary>
    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    internal Task<PythonObject> CallAsync(PythonObject target, string? method, IReadOnlyList<object?> arguments, IReadOnlyDictionary<string, object?>? keywords, CancellationToken ct) =>
        ObjectAsync("call", (command, values) =>
        {
            command["target"] = values.Write(target);
            command["method"] = method;
            // As a list also where the caller's list is an array.
            command["arguments"] = values.Write(arguments.ToList());
            command["keywords"] = values.Write(keywords ?? new Dictionary<string, object?>());
        }, ct);

    internal Task<PythonObject> AttributeAsync(PythonObject target, string name, CancellationToken ct) =>
        ObjectAsync("attribute", (command, values) => (command["target"], command["name"]) = (values.Write(target), name), ct);

    internal async Task<object?> ValueAsync(PythonObject target, CancellationToken ct)
    {
        var answer = await SendAsync("value", (command, values) => command["target"] = values.Write(target), ct).ConfigureAwait(false);
        return Value(answer);
    }

    internal async Task<PythonObject> ObjectAsync(string operation, Action<JsonObject, ValueWriter> fill, CancellationToken ct) =>
        Object((await SendAsync(operation, fill, ct).ConfigureAwait(false)).Json.GetProperty("result"));

    internal async Task<WorkerMessage> SendAsync(string operation, Action<JsonObject, ValueWriter> fill, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var values = new ValueWriter(this);
        var command = new JsonObject { ["op"] = operation };
        fill(command, values);
        var answer = await _worker.CallAsync(command, values.Blobs, ct).ConfigureAwait(false);
        // The objects that the command names are not let go of before it is done.
        GC.KeepAlive(values);
        return answer;
    }

    internal PythonObject Object(JsonElement described) => new(
        new PythonReference(this, described.GetProperty("ref").GetInt64()), described.GetProperty("type").GetString()!, described.GetProperty("repr").GetString()!, described.GetProperty("flavor").GetString());

    internal static object? Value(WorkerMessage answer) => new ValueReader(answer.Blobs).Read(answer.Json.GetProperty("result"));

    internal void Release(long number) => _worker.Release(number);
}
