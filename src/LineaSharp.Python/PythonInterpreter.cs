namespace LineaSharp.Python;

/// <summary>Finds the interpreter to start.</summary>
internal static class PythonInterpreter
{
    /// <param name="asked">What the options say.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="LineaException">NotConfigured: there is none, or the one named is not there.</exception>
    public static string Find(string? asked, Func<string, string?> environment)
    {
        if (!string.IsNullOrEmpty(asked)) return Resolve(asked, "PythonSessionOptions.Interpreter", environment);
        if (environment("LINEA_PYTHON") is { Length: > 0 } variable) return Resolve(variable, "LINEA_PYTHON", environment);
        if (environment("VIRTUAL_ENV") is { Length: > 0 } venv)
            return Resolve(OperatingSystem.IsWindows() ? Path.Combine(venv, "Scripts", "python.exe") : Path.Combine(venv, "bin", "python"), "VIRTUAL_ENV", environment);
        return OnPath(OperatingSystem.IsWindows() ? "python.exe" : "python3", environment) ?? throw PythonErrors.NoInterpreter();
    }

    private static string Resolve(string interpreter, string whence, Func<string, string?> environment)
    {
        var isPath = interpreter.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || interpreter.Contains(Path.AltDirectorySeparatorChar, StringComparison.Ordinal);
        if (!isPath) return OnPath(interpreter, environment) ?? throw PythonErrors.InterpreterIsMissing(interpreter, whence);
        var full = Path.GetFullPath(interpreter);
        return File.Exists(full) ? full : throw PythonErrors.InterpreterIsMissing(interpreter, whence);
    }

    // Not the current folder: a file that lies there by chance is no interpreter.
    private static string? OnPath(string name, Func<string, string?> environment) =>
        (environment("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
