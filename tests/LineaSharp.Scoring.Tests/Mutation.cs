namespace LineaSharp.Scoring.Tests;

/// <summary>A file with one to three random changes: a byte, a bit, a digit, four bytes, a copied piece, a piece left out.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] original, Random random)
    {
        var file = (byte[])original.Clone();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(file.Length);
            switch (random.Next(6))
            {
                case 0: file[at] = (byte)random.Next(256); break;
                case 1: file[at] ^= (byte)(1 << random.Next(8)); break;
                // Digits stay digits, so that texts are read on.
                case 2 when char.IsAsciiDigit((char)file[at]): file[at] = (byte)('0' + random.Next(10)); break;
                case 3: random.NextBytes(file.AsSpan(at, Math.Min(4, file.Length - at))); break;
                case 4:
                    var length = Math.Min(random.Next(1, 30), file.Length - at);
                    file.AsSpan(random.Next(file.Length - length + 1), length).ToArray().CopyTo(file.AsSpan(at));
                    break;
                default: file = [.. file[..at], .. file[Math.Min(file.Length, at + random.Next(1, 5))..], 0]; break;
            }
        }
        return file;
    }
}
