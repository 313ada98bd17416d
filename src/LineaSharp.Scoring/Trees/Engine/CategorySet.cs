namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>The categories (whole numbers from 0) that go left at a split.</summary>
internal sealed class CategorySet
{
    private readonly uint[] _words;
    private readonly int[]? _sorted;
    private readonly bool _listedLeft;
    private readonly bool _othersLeft;
    private readonly bool _negativeFractionIsZero;

    /// <summary>Makes a set of bits.</summary>
    /// <param name="words">Bit c % 32 of word c / 32 is category c.</param>
    /// <param name="othersLeft">Where a number goes that is no category of the words: negative, or beyond them.</param>
    /// <param name="negativeFractionIsZero">Whether a number between -1 and 0 is category 0 (a conversion to int, as in LightGBM) or no category (XGBoost). The default is no category.</param>
    public CategorySet(ReadOnlySpan<uint> words, bool othersLeft, bool negativeFractionIsZero = false)
    {
        _words = words.ToArray();
        _othersLeft = othersLeft;
        _negativeFractionIsZero = negativeFractionIsZero;
        _listedLeft = true;
    }

    private CategorySet(ReadOnlySpan<int> right)
    {
        _othersLeft = true;
        var limit = 0;
        foreach (var category in right) limit = Math.Max(limit, category + 1);
        // Bits are quicker; but one category of 16 million must not cost two megabytes.
        if (limit <= 1024 || limit <= right.Length * 64)
        {
            _words = new uint[(limit + 31) / 32];
            foreach (var category in right) _words[category / 32] |= 1u << (category % 32);
        }
        else
        {
            _words = [];
            _sorted = right.ToArray();
            Array.Sort(_sorted);
        }
    }

    /// <summary>The set in which only the listed categories go right: XGBoost, where a match is the right branch.</summary>
    public static CategorySet AllBut(ReadOnlySpan<int> right) => new(right);

    /// <summary>The set in which no number goes left, so that only what is missing can.</summary>
    public static CategorySet Nothing { get; } = new([], othersLeft: false);

    /// <summary>Whether a number that is not NaN goes left.</summary>
    public bool SendsLeft(double value)
    {
        if (value < 0 && !(_negativeFractionIsZero && value > -1)) return _othersLeft;
        if (_sorted is not null) return value >= _sorted[^1] + 1.0 || Array.BinarySearch(_sorted, (int)value) < 0;
        if (value >= _words.Length * 32L) return _othersLeft;
        var category = (int)value;
        return ((_words[category >> 5] >> (category & 31) & 1) != 0) == _listedLeft;
    }
}
