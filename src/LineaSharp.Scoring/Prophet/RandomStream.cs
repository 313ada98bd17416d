using System.Numerics;

namespace LineaSharp.Scoring.Prophet;

/// <summary>Random numbers that a seed determines, the same with every release of .NET (xoshiro256**, started by splitmix64; Blackman and Vigna 2018).</summary>
internal sealed class RandomStream
{
    private ulong _a, _b, _c, _d;
    private double _spareNormal = double.NaN;

    public RandomStream(ulong seed) => (_a, _b, _c, _d) = (Split(ref seed), Split(ref seed), Split(ref seed), Split(ref seed));

    /// <summary>Evenly in [0, 1).</summary>
    public double Uniform()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return (result >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Of the standard normal distribution (Marsaglia's polar method, which makes two at a time).</summary>
    public double Normal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            var spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }
        while (true)
        {
            var (x, y) = (2 * Uniform() - 1, 2 * Uniform() - 1);
            var square = x * x + y * y;
            if (square is >= 1 or 0) continue;
            var factor = Math.Sqrt(-2 * Math.Log(square) / square);
            _spareNormal = y * factor;
            return x * factor;
        }
    }

    /// <summary>Of the Laplace distribution around 0.</summary>
    public double Laplace(double scale)
    {
        var uniform = Uniform() - 0.5;
        return -scale * Math.Sign(uniform) * Math.Log(1 - 2 * Math.Abs(uniform));
    }

    private static ulong Split(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
