using System.Diagnostics.CodeAnalysis;

namespace LineaSharp.Python;

/// <summary>Python code raised an error.</summary>
/// <remarks>The session lives on. The code is Unavailable for a MemoryError, and otherwise Unknown: what Python's errors mean is up to the code that raises them.</remarks>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It always comes from Python.")]
public sealed class PythonException : LineaException
{
    internal PythonException(ErrorCode code, string pythonType, string pythonMessage, string pythonTraceback)
        : base(code, $"Python raised {pythonType}: {pythonMessage}")
    {
        PythonType = pythonType;
        PythonMessage = pythonMessage;
        PythonTraceback = pythonTraceback;
    }

    /// <summary>The error's type: <c>ValueError</c>, <c>numpy.linalg.LinAlgError</c>.</summary>
    public string PythonType { get; }

    /// <summary>What the error says.</summary>
    public string PythonMessage { get; }

    /// <summary>Python's own traceback, of several lines.</summary>
    public string PythonTraceback { get; }
}
