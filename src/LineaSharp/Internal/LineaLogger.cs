using System.Globalization;
using System.Text;
using LineaSharp.Configuration;
using Microsoft.Extensions.Logging;

namespace LineaSharp.Internal;

/// <summary>Writes one line per entry (<c>2026-11-23T09:15:00.123Z warning: message</c>) to standard error or to <c>logging_file</c>.</summary>
/// <remarks>
/// The options are asked for every entry, so a change counts at once. Passwords in URIs are hidden. The file is opened for one entry at
/// a time and locked meanwhile, so that processes share it and lines stay whole. A file that cannot be written fails nobody's
/// work: the entry goes to standard error, and the reason with it.
/// </remarks>
internal sealed class LineaLogger(LineaOptions options, TextWriter? standardError = null, TimeProvider? clock = null) : ILogger
{
    private const int Tries = 200;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _writing = new();

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= options.LoggingLevel;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var message = formatter(state, exception);
        if (exception is not null) message = $"{message} {exception.GetType().Name}: {exception.Message}";
        var line = string.Create(CultureInfo.InvariantCulture, $"{_clock.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {Word(logLevel)}: {OnOneLine(Redact.Text(message))}\n");
        if (options.LoggingFile is { } file) Append(file, line);
        else Tell(line);
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "information",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };

    // A name or a server's answer with a line feed in it must not look like an entry of its own.
    private static string OnOneLine(string message)
    {
        if (!message.Any(char.IsControl)) return message;
        var line = new StringBuilder(message.Length + 8);
        foreach (var c in message)
        {
            if (c == '\n') line.Append("\\n");
            else if (c == '\t') line.Append(' ');
            else if (char.IsControl(c)) line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else line.Append(c);
        }
        return line.ToString();
    }

    private void Append(string path, string line)
    {
        try
        {
            lock (_writing)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using var file = OpenAlone(path);
                file.Write(Utf8.GetBytes(line));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell($"{line.TrimEnd('\n')} (The logging_file '{path}' cannot be written: {e.Message})\n");
        }
    }

    // Console.Error is asked for every time: a program may have replaced it.
    private void Tell(string line)
    {
        lock (_writing) (standardError ?? Console.Error).Write(line);
    }

    // Append mode looks up the end of the file when it is opened, so two writers at once would write over each other.
    private static FileStream OpenAlone(string path)
    {
        for (var i = 1; ; i++)
        {
            try
            {
                return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 1);
            }
            catch (IOException) when (i < Tries && File.Exists(path))
            {
                Thread.Sleep(Random.Shared.Next(1, 10));
            }
        }
    }
}
