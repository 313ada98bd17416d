using System.Globalization;

namespace LineaSharp.Python;

/// <summary>The messages of this package.</summary>
internal static class PythonErrors
{
    public static LineaException NoInterpreter() => new(
        ErrorCode.NotConfigured, "There is no Python: LINEA_PYTHON and VIRTUAL_ENV are not set, and the PATH has no python3. Install Python 3.10 or newer, or set LINEA_PYTHON or PythonSessionOptions.Interpreter to the interpreter's path.");

    public static LineaException InterpreterIsMissing(string interpreter, string whence) => new(
        ErrorCode.NotConfigured, $"{whence} names the interpreter '{interpreter}', which is not there.");

    public static LineaException CannotStart(string interpreter, string problem, Exception? inner = null) => new(
        ErrorCode.NotConfigured, $"The interpreter '{interpreter}' does not start as a Python worker: {problem.TrimEnd('.')}. Python 3.10 or newer is needed.", inner);

    public static LineaException StartTookTooLong(string interpreter, TimeSpan limit, string tail) => new(
        ErrorCode.Unavailable, $"The interpreter '{interpreter}' did not answer within {Seconds(limit)}, and was ended.{Printed(tail)}", isTransient: true);

    public static LineaException TookTooLong(TimeSpan limit, bool isAlive) => new(
        ErrorCode.Unavailable,
        $"The call took longer than {Seconds(limit)} and was interrupted. {(isAlive ? "The session lives on" : "Python did not stop by itself, so its process was ended; start a new session")}, or allow more with PythonSessionOptions.CallLimit.",
        isTransient: true);

    public static LineaException Ended(string how, string tail, Exception? inner) => new(
        ErrorCode.Unavailable, $"The Python process ended during the call: {how}. Start a new session.{Printed(tail)}", inner, isTransient: true);

    public static LineaException HasEnded(string how) => new(ErrorCode.Unavailable, $"The Python session is over: {how}. Start a new one.");

    public static LineaException BrokenAnswer(string problem, Exception inner) => new(
        ErrorCode.Unavailable, $"The Python process gave an answer that cannot be read ({problem.TrimEnd('.')}), and was ended. Start a new session.", inner);

    public static ArgumentException NoSuchArgument(Type type) => new(
        $"A value of type {type} cannot be given to Python. Give text, numbers, dates and times, bytes, arrays, tables, PythonObjects, or lists and string-keyed dictionaries of these.");

    public static LineaException TooLarge(long elements, Exception inner) => new(
        ErrorCode.NotSupported, string.Create(CultureInfo.InvariantCulture, $"An array of {elements} elements is more than can be given to Python at once (2 GB). Give it in parts, or let Python read it from a file."), inner);

    public static ArgumentException OtherSession(PythonObject value) => new($"The PythonObject {value.TypeName} belongs to another session; a value can be given to its own only. Read it with GetValueAsync and give that.");

    public static LineaException IsAnother(string pythonType, object? value, Type asked) => new(
        ErrorCode.TypeMismatch, $"Python's {pythonType} is {Shown(value)} here; it was asked as {TypeNames.Of(asked)}. Ask for {TypeNames.Of(value?.GetType() ?? typeof(object))}.");

    public static LineaException IsPickle(string file) => NotTrusted($"its file '{file}' is a pickle");

    public static LineaException RunsItsOwnCode(string what) => NotTrusted(what);

    public static LineaException Missing(string file) => new(
        ErrorCode.CorruptArtifact, $"The model's file '{file}' is not there. Restore it from a backup, or save the model again.");

    public static LineaException IsLink(string file) => new(ErrorCode.CorruptArtifact, $"The model's file '{file}' is a link, which is not followed.");

    public static LineaException NoLoader(IEnumerable<string> flavors) => new(
        ErrorCode.NotFound, $"The model has no flavor that Python loads. Its MLmodel file lists: {(string.Join(", ", flavors) is { Length: > 0 } list ? list : "nothing")}.");

    public static LineaException NeedsMlflow(string what, string interpreter) => new(
        ErrorCode.NotSupported, $"{what} is loaded by MLflow itself, and {interpreter} has no mlflow. Install it there (pip install mlflow), or choose an interpreter that has it.");

    public static LineaException ConfigIsFile(string file) => new(
        ErrorCode.NotSupported, $"The model's configuration lies in the file '{file}', which MLflow itself reads. Use an interpreter that has mlflow.");

    private static LineaException NotTrusted(string what) => new(
        ErrorCode.PermissionDenied,
        $"The model is not loaded: {what}, so loading it can run any code, and its files are not trusted. An artifact of a store is trusted for what was saved there. If you trust whoever made these "
        + "files, say so: trustFiles: true with LoadModelAsync, PyFuncOptions { TrustFiles = true }, or ModelDirectory.Open(path, isTrusted: true).");

    private static string Printed(string tail) => tail.Length == 0 ? "" : $" It printed last:\n{tail}";

    private static string Seconds(TimeSpan limit) => string.Create(CultureInfo.InvariantCulture, $"{limit.TotalSeconds:0.###} seconds");

    private static string Shown(object? value) => value is null ? "null" : TypeNames.Of(value.GetType());
}
