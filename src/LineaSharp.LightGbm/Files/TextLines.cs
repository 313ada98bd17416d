using System.Text;

namespace LineaSharp.LightGbm.Files;

/// <summary>Lines of a text that end in one line feed each, read one after the other.</summary>
internal ref struct TextLines(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>Where the next line begins.</summary>
    public int At { get; private set; }

    public readonly bool IsAtEnd => At == _text.Length;

    public readonly ReadOnlySpan<byte> Rest => _text[At..];

    /// <summary>The next line, without its end.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var rest = Rest;
        var length = rest.IndexOf((byte)'\n');
        if (length < 0) throw LightGbmErrors.Damaged(rest.IsEmpty ? "it ends too early" : $"its last line, '{Shown(rest)}', does not end");
        At += length + 1;
        return rest[..length];
    }

    /// <summary>Takes so many bytes as they are.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _text.Length - At) throw LightGbmErrors.Damaged("it ends before its last tree");
        var taken = _text.Slice(At, count);
        At += count;
        return taken;
    }

    public static string Shown(ReadOnlySpan<byte> line) => string.Concat(Encoding.UTF8.GetString(line[..Math.Min(line.Length, 60)]).Select(c => char.IsControl(c) ? '·' : c));
}
