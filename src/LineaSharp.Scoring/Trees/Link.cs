using System.Buffers;

namespace LineaSharp.Scoring.Trees;

/// <summary>Makes a row's predictions of its raw scores, without allocating.</summary>
/// <param name="raw">The raw scores.</param>
/// <param name="result">Room for the predictions.</param>
internal delegate void Transformation(ReadOnlySpan<double> raw, Span<double> result);

/// <summary>What a library does to raw scores to make predictions of them.</summary>
/// <param name="Width">How many predictions a row has.</param>
/// <param name="Apply">Makes them.</param>
internal sealed record Link(int Width, Transformation Apply)
{
    /// <summary>The raw scores as they are.</summary>
    public static Link Identity(int width) => new(width, static (raw, result) => raw.CopyTo(result));

    /// <summary>Shares of one whole, by e to the score; the greatest score is taken off first, so that nothing overflows.</summary>
    public static Link Softmax(int outputs) => new(outputs, static (raw, result) =>
    {
        var most = raw[0];
        foreach (var score in raw) most = Math.Max(score, most);
        var sum = 0.0;
        for (var i = 0; i < raw.Length; i++) sum += result[i] = Math.Exp(raw[i] - most);
        for (var i = 0; i < raw.Length; i++) result[i] /= sum;
    });

    /// <summary>A function of each score.</summary>
    public static Link Each(int width, Func<double, double> function) => new(width, (raw, result) =>
    {
        for (var i = 0; i < raw.Length; i++) result[i] = function(raw[i]);
    });

    /// <summary>The place of the greatest score, the first of equal ones.</summary>
    public static Link Greatest { get; } = new(1, static (raw, result) => result[0] = PlaceOfGreatest(raw));

    /// <summary>1 where the score is above a bound, else 0: the place of a class of two.</summary>
    public static Link Above(int width, double bound) => Each(width, x => x > bound ? 1 : 0);

    /// <summary>This and then another; the values between are as many as this gives.</summary>
    public Link Then(Link next)
    {
        var (first, width) = (Apply, Width);
        return next with
        {
            Apply = (raw, result) =>
            {
                var rented = width > 64 ? ArrayPool<double>.Shared.Rent(width) : null;
                var between = (rented ?? stackalloc double[64])[..width];
                first(raw, between);
                next.Apply(between, result);
                if (rented is not null) ArrayPool<double>.Shared.Return(rented);
            },
        };
    }

    private static int PlaceOfGreatest(ReadOnlySpan<double> values)
    {
        var place = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[place]) place = i;
        return place;
    }
}
