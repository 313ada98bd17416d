using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LineaSharp.Python;

/// <summary>A message of a worker: JSON, and the bytes that values in it refer to.</summary>
internal sealed record WorkerMessage(JsonElement Json, IReadOnlyList<byte[]> Blobs);

/// <summary>The two pipes to a worker.</summary>
/// <remarks>A message is one line of JSON in ASCII or UTF-8, ended by a line feed, and directly behind it as many bytes as its <c>blobs</c> lists, one number for each.</remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore whose wait handle is never asked for holds nothing.")]
internal sealed class WorkerPipes(Stream commands, Stream answers)
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly PipeReader _answers = PipeReader.Create(answers);

    public async Task WriteAsync(JsonObject message, IReadOnlyList<byte[]> blobs)
    {
        message["blobs"] = new JsonArray([.. blobs.Select(b => JsonValue.Create(b.Length))]);
        var line = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(message, Json.Options);
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            await commands.WriteAsync(line).ConfigureAwait(false);
            await commands.WriteAsync("\n"u8.ToArray()).ConfigureAwait(false);
            foreach (var blob in blobs) await commands.WriteAsync(blob).ConfigureAwait(false);
            await commands.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Sends the worker's text, before any message.</summary>
    public async Task WriteLineAsync(byte[] line)
    {
        await commands.WriteAsync(line).ConfigureAwait(false);
        await commands.WriteAsync("\n"u8.ToArray()).ConfigureAwait(false);
        await commands.FlushAsync().ConfigureAwait(false);
    }

    /// <exception cref="EndOfStreamException">The worker has closed its end.</exception>
    /// <exception cref="JsonException">The line is no JSON.</exception>
    public async Task<WorkerMessage> ReadAsync()
    {
        using var document = JsonDocument.Parse(await ReadLineAsync().ConfigureAwait(false), new JsonDocumentOptions { MaxDepth = 1000 });
        var blobs = new List<byte[]>();
        foreach (var length in document.RootElement.GetProperty("blobs").EnumerateArray()) blobs.Add(await ReadBytesAsync(length.GetInt32()).ConfigureAwait(false));
        return new(document.RootElement.Clone(), blobs);
    }

    private async Task<byte[]> ReadLineAsync()
    {
        while (true)
        {
            var read = await _answers.ReadAsync().ConfigureAwait(false);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = read.Buffer.Slice(0, end).ToArray();
                _answers.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }
            _answers.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) throw new EndOfStreamException("The worker has closed its output.");
        }
    }

    private async Task<byte[]> ReadBytesAsync(int length)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length;)
        {
            var read = await _answers.ReadAsync().ConfigureAwait(false);
            var part = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, length - at));
            part.CopyTo(bytes.AsSpan(at));
            at += (int)part.Length;
            _answers.AdvanceTo(part.End);
            if (at < length && read.IsCompleted) throw new EndOfStreamException("The worker has closed its output.");
        }
        return bytes;
    }
}

file static class Json
{
    // The worker reads JSON and no HTML; depth is bounded where values are written.
    public static readonly JsonSerializerOptions Options = new() { MaxDepth = 1000, TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver() };
}
