using System.Buffers.Binary;
using System.Numerics;

namespace LineaSharp.Scoring.Trees.CatBoost;

/// <summary>CityHash64 in its first version (1.0), by which CatBoost knows categories.</summary>
internal static class CityHash
{
    private const ulong K0 = 0xc3a5c85c97cb3127, K1 = 0xb492b66fbe98f273, K2 = 0x9ae16a3b2f90404f, K3 = 0xc949d7c7509e6557;

    public static ulong Hash(ReadOnlySpan<byte> s) => s.Length switch
    {
        <= 16 => Short(s),
        <= 32 => UpTo32(s),
        <= 64 => UpTo64(s),
        _ => Long(s),
    };

    private static ulong Short(ReadOnlySpan<byte> s)
    {
        var n = (ulong)s.Length;
        if (s.Length > 8)
        {
            var end = Word(s, s.Length - 8);
            return Mix(Word(s, 0), Right(end + n, s.Length)) ^ end;
        }
        if (s.Length >= 4) return Mix(n + ((ulong)Half(s, 0) << 3), Half(s, s.Length - 4));
        if (s.Length == 0) return K2;
        var y = s[0] + ((uint)s[s.Length >> 1] << 8);
        var z = (uint)s.Length + ((uint)s[^1] << 2);
        return Shift(y * K2 ^ z * K3) * K2;
    }

    private static ulong UpTo32(ReadOnlySpan<byte> s)
    {
        ulong a = Word(s, 0) * K1, b = Word(s, 8), c = Word(s, s.Length - 8) * K2, d = Word(s, s.Length - 16) * K0;
        return Mix(Right(a - b, 43) + Right(c, 30) + d, a + Right(b ^ K3, 20) - c + (ulong)s.Length);
    }

    private static ulong UpTo64(ReadOnlySpan<byte> s)
    {
        var (vf, vs) = Half32(Word(s, 0) + ((ulong)s.Length + Word(s, s.Length - 16)) * K0, Word(s, 24), Word(s, 8), Word(s, 16));
        var (wf, ws) = Half32(Word(s, 16) + Word(s, s.Length - 32), Word(s, s.Length - 8), Word(s, s.Length - 24), Word(s, s.Length - 16));
        return Shift(Shift((vf + ws) * K2 + (wf + vs) * K0) * K0 + vs) * K2;
    }

    private static (ulong, ulong) Half32(ulong a, ulong z, ulong second, ulong third)
    {
        var b = Right(a + z, 52);
        var c = Right(a, 37);
        a += second;
        c += Right(a, 7);
        a += third;
        return (a + z, b + Right(a, 31) + c);
    }

    private static ulong Long(ReadOnlySpan<byte> s)
    {
        var n = (ulong)s.Length;
        ulong x = Word(s, 0), y = Word(s, s.Length - 16) ^ K1, z = Word(s, s.Length - 56) ^ K0;
        var v = Weak(s[^64..], n, y);
        var w = Weak(s[^32..], n * K1, K0);
        z += Shift(v.Second) * K1;
        x = Right(z + x, 39) * K1;
        y = Right(y, 33) * K1;
        for (var left = (s.Length - 1) & ~63; left > 0; left -= 64)
        {
            x = Right(x + y + v.First + Word(s, 16), 37) * K1 ^ w.Second;
            y = Right(y + v.Second + Word(s, 48), 42) * K1 ^ v.First;
            z = Right(z ^ w.First, 33);
            v = Weak(s, v.Second * K1, x + w.First);
            w = Weak(s[32..], z + w.Second, y);
            (z, x) = (x, z);
            s = s[64..];
        }
        return Mix(Mix(v.First, w.First) + Shift(y) * K1 + z, Mix(v.Second, w.Second) + x);
    }

    private static (ulong First, ulong Second) Weak(ReadOnlySpan<byte> s, ulong a, ulong b)
    {
        a += Word(s, 0);
        b = Right(b + a + Word(s, 24), 21);
        var c = a;
        a += Word(s, 8) + Word(s, 16);
        b += Right(a, 44);
        return (a + Word(s, 24), b + c);
    }

    private static ulong Mix(ulong low, ulong high)
    {
        const ulong Factor = 0x9ddfea08eb382d69;
        var a = Shift((low ^ high) * Factor);
        return Shift((high ^ a) * Factor) * Factor;
    }

    private static ulong Shift(ulong value) => value ^ (value >> 47);

    private static ulong Right(ulong value, int bits) => BitOperations.RotateRight(value, bits);

    private static ulong Word(ReadOnlySpan<byte> s, int at) => BinaryPrimitives.ReadUInt64LittleEndian(s[at..]);

    private static uint Half(ReadOnlySpan<byte> s, int at) => BinaryPrimitives.ReadUInt32LittleEndian(s[at..]);
}
