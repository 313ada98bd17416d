using System.Buffers;
using System.Text;

namespace LineaSharp.Scoring.Trees.CatBoost;

/// <summary>CatBoost's categories: the lower 32 bits of the hash of their text, as a signed number.</summary>
internal sealed class HashedCategories : ICategoryCodes
{
    public static HashedCategories Instance { get; } = new();

    public bool TakesNumbersAsText => true;

    public double CodeOf(string category)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(category.Length));
        var length = Encoding.UTF8.GetBytes(category, rented);
        var code = unchecked((int)(uint)CityHash.Hash(rented.AsSpan(0, length)));
        ArrayPool<byte>.Shared.Return(rented);
        return code;
    }
}
