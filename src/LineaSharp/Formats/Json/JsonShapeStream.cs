using System.Text.Json;

namespace LineaSharp.Formats;

/// <summary>
/// Reads along with the deserializer, in the same pass: whether the file is JSON at all, and whether an object in it has nothing in
/// common with the type it is read as (the deserializer would give an empty object). What is held is at most one token.
/// </summary>
internal sealed class JsonShapeStream(Stream inner, Type asked, JsonSerializerOptions options) : Stream
{
    private readonly Stack<Level> _levels = new();
    private JsonReaderState _state = new(new JsonReaderOptions
    {
        AllowTrailingCommas = options.AllowTrailingCommas, CommentHandling = options.ReadCommentHandling, MaxDepth = options.MaxDepth,
    });
    private JsonShape? _next;
    private bool _hasBegun;
    private byte[] _pending = new byte[1 << 15];
    private int _count;
    private int _enough;
    private bool _isDone;

    /// <summary>Why the file is no JSON, once enough of it was read.</summary>
    public JsonException? SyntaxError { get; private set; }

    /// <summary>The first object that has no member of its type.</summary>
    public string? Stranger { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => inner.Length;
    public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (!buffer.IsEmpty) Look(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Look(ReadOnlySpan<byte> bytes)
    {
        if (_isDone) return;
        if (!_hasBegun) _next = JsonShape.Of(asked, options);
        _hasBegun = true;
        var isEnd = bytes.IsEmpty;
        if (_count + bytes.Length > _pending.Length) Array.Resize(ref _pending, Math.Max(_count + bytes.Length, 2 * _pending.Length));
        bytes.CopyTo(_pending.AsSpan(_count));
        _count += bytes.Length;
        // A token that is not complete is looked at again when it has doubled, so that a long one takes linear time.
        if (_count < _enough && !isEnd) return;
        try
        {
            var reader = new Utf8JsonReader(_pending.AsSpan(0, _count), isEnd, _state);
            while (reader.Read()) Follow(ref reader);
            _state = reader.CurrentState;
            _count -= (int)reader.BytesConsumed;
            _pending.AsSpan((int)reader.BytesConsumed, _count).CopyTo(_pending);
            _enough = 2 * _count;
            _isDone = isEnd;
        }
        catch (JsonException e)
        {
            SyntaxError = e;
            _isDone = true;
        }
    }

    private void Follow(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _levels.Push(new Level(_next));
                _next = _next?.Element;
                return;
            case JsonTokenType.PropertyName:
                _next = Member(ref reader, _levels.Peek());
                return;
            case JsonTokenType.EndObject when _levels.Peek() is { Shape.HasMembers: true, Matches: false, Members.Count: > 0 } stranger:
                Stranger ??= stranger.Shape.Stranger(stranger.Members);
                break;
        }
        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray) _levels.Pop();
        // A value has ended; in an array the next one is an element again.
        _next = _levels.TryPeek(out var level) ? level.Shape?.Element : null;
    }

    private static JsonShape? Member(ref Utf8JsonReader reader, Level level)
    {
        if (level.Shape is not { HasMembers: true }) return level.Shape?.Element;
        Span<char> name = stackalloc char[256];
        var length = reader.HasValueSequence || reader.ValueSpan.Length > name.Length ? -1 : reader.CopyString(name);
        name = length < 0 ? reader.GetString()!.ToCharArray() : name[..length];

        if (level.Shape.TryGetMember(name, out var shape)) level.Matches = true;
        else if (level.Members.Count < 6) level.Members.Add(name.ToString());
        return shape;
    }

    /// <summary>One open object or array.</summary>
    private sealed class Level(JsonShape? shape)
    {
        public JsonShape? Shape { get; } = shape;
        public bool Matches { get; set; }
        public List<string> Members { get; } = []; // unknown ones
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
