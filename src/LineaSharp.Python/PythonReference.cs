namespace LineaSharp.Python;

/// <summary>An object that a worker keeps for as long as somebody here may ask for it.</summary>
internal sealed class PythonReference(PythonSession session, long number) : IDisposable
{
    private int _isReleased;

    ~PythonReference() => Release();

    public PythonSession Session => session;

    public bool IsReleased => Volatile.Read(ref _isReleased) != 0;

    public long Number => number;

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    // The worker is told with the next command.
    private void Release()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0) session.Release(number);
    }
}
