namespace LineaSharp.Python;

/// <summary>What a process prints, passed on line by line; the last of it is kept for error messages.</summary>
internal sealed class OutputTail(IProgress<string>? output)
{
    private const int Kept = 4_000;
    private const int LongestLine = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly System.Text.StringBuilder _line = new();
    private string _tail = "";

    /// <summary>Up to the last 4,000 characters.</summary>
    public string Text
    {
        get
        {
            lock (_lock) return _tail.Trim();
        }
    }

    /// <summary>Reads until the process closes its end.</summary>
    public async Task ReadAsync(StreamReader reader)
    {
        var block = new char[8 * 1024];
        int count;
        while ((count = await reader.ReadAsync(block).ConfigureAwait(false)) > 0) Add(block.AsSpan(0, count));
        if (_line.Length > 0) EndLine();
    }

    private void Add(ReadOnlySpan<char> text)
    {
        lock (_lock)
        {
            var joined = string.Concat(_tail, text);
            _tail = joined.Length > Kept ? joined[^Kept..] : joined;
        }
        if (output is null) return;
        foreach (var c in text)
        {
            if (c == '\n' || _line.Length == LongestLine) EndLine();
            if (c != '\n') _line.Append(c);
        }
    }

    private void EndLine()
    {
        var line = _line.ToString().TrimEnd('\r');
        _line.Clear();
        try
        {
            output?.Report(line);
        }
        catch (Exception e) when (IsToldNoMore())
        {
            // Reading must go on: a process whose output nobody reads stands still.
            lock (_lock) _tail += $"\n(PythonSessionOptions.Output raised {e.GetType().Name}: {e.Message})";
        }
    }

    private bool IsToldNoMore()
    {
        output = null;
        return true;
    }
}
