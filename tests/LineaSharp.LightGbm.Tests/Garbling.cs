using System.Text;

namespace LineaSharp.LightGbm.Tests;

/// <summary>Changes of a text as a bad disk, a bad editor and a bad will make them.</summary>
internal static class Garbling
{
    private static readonly string[] Numbers = ["0", "-1", "1", "7", "-7", "2147483647", "-2147483648", "4294967295", "1e308", "-1e308", "nan", "inf", "1e-320", "99999999999999999999", "0.5", ""];

    public static byte[] Of(byte[] whole, Random random) => random.Next(6) switch
    {
        0 => Cut(whole, random),
        1 => Bytes(whole, random),
        2 => Digits(whole, random),
        3 => Tokens(whole, random, count: 1),
        4 => Tokens(whole, random, random.Next(2, 6)),
        _ => Lines(whole, random),
    };

    private static byte[] Cut(byte[] whole, Random random) => whole[..random.Next(whole.Length)];

    private static byte[] Bytes(byte[] whole, Random random)
    {
        var changed = (byte[])whole.Clone();
        for (var n = random.Next(1, 5); n > 0; n--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
        return changed;
    }

    // A digit stays a digit: what a check can hardly see.
    private static byte[] Digits(byte[] whole, Random random)
    {
        var changed = (byte[])whole.Clone();
        for (var n = random.Next(1, 9); n > 0; n--)
        {
            var at = Array.FindIndex(changed, random.Next(changed.Length), b => b is >= (byte)'0' and <= (byte)'9');
            if (at >= 0) changed[at] = (byte)('0' + random.Next(10));
        }
        return changed;
    }

    // Another number in place of one, and the tree's size set right.
    private static byte[] Tokens(byte[] whole, Random random, int count)
    {
        var lines = Encoding.UTF8.GetString(whole).Split('\n');
        for (var n = 0; n < count; n++)
        {
            var at = random.Next(lines.Length);
            var equals = lines[at].IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) continue;
            var tokens = lines[at][(equals + 1)..].Split(' ');
            tokens[random.Next(tokens.Length)] = Numbers[random.Next(Numbers.Length)];
            lines[at] = lines[at][..(equals + 1)] + string.Join(' ', tokens);
        }
        return Encoding.UTF8.GetBytes(Sized(string.Join('\n', lines)));
    }

    private static byte[] Lines(byte[] whole, Random random)
    {
        var lines = Encoding.UTF8.GetString(whole).Split('\n').ToList();
        var (from, to) = (random.Next(lines.Count), random.Next(lines.Count));
        var line = lines[from];
        if (random.Next(2) == 0) lines.RemoveAt(from);
        if (random.Next(3) > 0) lines.Insert(Math.Min(to, lines.Count), line);
        return Encoding.UTF8.GetBytes(Sized(string.Join('\n', lines)));
    }

    /// <summary>The text with the sizes of its trees set right.</summary>
    public static string Sized(string text)
    {
        var (start, end, sizes) = (text.IndexOf("\nTree=", StringComparison.Ordinal), text.IndexOf("end of trees", StringComparison.Ordinal), text.IndexOf("\ntree_sizes=", StringComparison.Ordinal));
        if (start < 0 || end < start || sizes < 0 || sizes > start) return text;
        var right = string.Join(' ', text[(start + 1)..end].Split("Tree=").Skip(1).Select(tree => Encoding.UTF8.GetByteCount(tree) + 5));
        var after = text.IndexOf('\n', sizes + 1);
        return $"{text[..sizes]}\ntree_sizes={right}{text[after..]}";
    }
}
