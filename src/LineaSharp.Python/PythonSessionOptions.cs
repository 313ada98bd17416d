namespace LineaSharp.Python;

/// <summary>How a Python process is started and held in bounds. Change one with <c>with</c>.</summary>
public sealed record PythonSessionOptions
{
    /// <summary>
    /// The interpreter: a path, or a name on the PATH. The default is the environment variable <c>LINEA_PYTHON</c>, else the active virtual environment
    /// (<c>VIRTUAL_ENV</c>), else <c>python3</c> (on Windows <c>python</c>) on the PATH.
    /// </summary>
    public string? Interpreter { get; init; }

    /// <summary>How long the process may take to answer for the first time. The default is 60 seconds.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one call may take; then it is interrupted, as a cancelled one is. The default is null: as long as it takes.</summary>
    public TimeSpan? CallLimit { get; init; }

    /// <summary>
    /// How long a call that was cancelled, or took too long, has to stop by itself: Python code gets a <c>KeyboardInterrupt</c>, and the session lives on. Code that does not
    /// stop, such as a long computation in C, is ended with its process, and the session with it. The default is 2 seconds.
    /// </summary>
    public TimeSpan InterruptLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The most address space that the process may have, in bytes; Python says <c>MemoryError</c> beyond it. Linux and macOS only. The default is null: no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Environment variables of the process, beside those of this one; null removes one. Variables of Python itself (<c>PYTHON…</c>) have no effect there. The default is none.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    /// <summary>Folders in which modules are looked for first. The current folder and the user's own packages are not looked into by themselves. The default is none.</summary>
    public IReadOnlyList<string>? SearchPaths { get; init; }

    /// <summary>The folder that the process works in. The default is the current one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Told what the process prints, line by line; one that throws is told no more. The default is null: nobody; the last lines are kept for error messages.</summary>
    public IProgress<string>? Output { get; init; }

    /// <summary>What <see cref="StartLimit"/> and <see cref="CallLimit"/> are measured by.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;
}
