using LineaSharp.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LineaSharp.Tests.Internal;

public sealed class LineaLoggerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("linea-log-").FullName;
    private readonly StringWriter _error = new();
    private readonly LineaOptions _options;
    private readonly LineaLogger _logger;

    public LineaLoggerTests()
    {
        _options = new LineaOptions(environment: name => name == "HOME" ? _folder : null);
        _logger = new LineaLogger(_options, _error, new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 10, 15, 0, 123, TimeSpan.FromHours(1))));
    }

    private string LogFile => Path.Combine(_folder, "logs", "linea.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_entry_is_one_line_with_time_in_utc_level_and_message()
    {
        _logger.LogWarning("'{Name}' was saved to {Backend}", "model", "linea");

        Assert.Equal("2026-11-23T09:15:00.123Z warning: 'model' was saved to linea\n", _error.ToString());
    }

    [Fact]
    public void A_message_of_several_lines_is_one_line()
    {
        _logger.LogError(new InvalidOperationException("first\nsecond\u001b[31m"), "Failed:\t{Text}", "a\r\nb");

        Assert.Equal("2026-11-23T09:15:00.123Z error: Failed: a\\u000d\\nb InvalidOperationException: first\\nsecond\\u001b[31m\n", _error.ToString());
    }

    [Fact]
    public void Passwords_in_uris_are_hidden()
    {
        _logger.LogCritical("no answer from {Uri}", "postgresql://u:s3cret@host/db");

        Assert.EndsWith("critical: no answer from postgresql://u:***@host/db\n", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_level_of_the_options_counts_at_once()
    {
        _logger.LogInformation("unheard");
        _options.LoggingLevel = LogLevel.Information;
        _logger.LogInformation("heard");
        _options.LoggingLevel = LogLevel.None;
        _logger.LogCritical("unheard");

        Assert.Equal("2026-11-23T09:15:00.123Z information: heard\n", _error.ToString());
        Assert.False(_logger.IsEnabled(LogLevel.None));
    }

    [Fact]
    public void With_a_logging_file_entries_are_appended_there_and_nowhere_else()
    {
        _options.LoggingFile = LogFile;

        _logger.LogWarning("one");
        _logger.LogWarning("zwei ü");

        Assert.Equal("2026-11-23T09:15:00.123Z warning: one\n2026-11-23T09:15:00.123Z warning: zwei ü\n", File.ReadAllText(LogFile));
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void Loggers_that_share_a_file_lose_no_line_and_cut_none()
    {
        _options.LoggingFile = LogFile;
        // Each has its own lock, as two processes would: only the lock on the file is left between them.
        var loggers = Enumerable.Range(0, 4).Select(_ => new LineaLogger(_options, _error)).ToArray();

        Parallel.For(0, 200, i => loggers[i % 4].LogWarning("entry {Number} {Text}", i, new string('x', 200)));

        var lines = File.ReadAllLines(LogFile);
        Assert.Equal("", _error.ToString());
        Assert.Equal(200, lines.Length);
        Assert.Equal(Enumerable.Range(0, 200), lines.Select(line => int.Parse(line.Split(' ')[3], System.Globalization.CultureInfo.InvariantCulture)).Order());
        Assert.All(lines, line => Assert.EndsWith(new string('x', 200), line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_cannot_be_written_fails_nobody_and_is_told_on_standard_error()
    {
        File.WriteAllText(Path.Combine(_folder, "logs"), "a file where the folder should be");
        _options.LoggingFile = LogFile;

        _logger.LogWarning("important");

        Assert.StartsWith($"2026-11-23T09:15:00.123Z warning: important (The logging_file '{LogFile}' cannot be written: ", _error.ToString(), StringComparison.Ordinal);
    }
}
