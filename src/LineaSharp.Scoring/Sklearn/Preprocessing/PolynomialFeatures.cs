using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>PolynomialFeatures: products of columns.</summary>
internal sealed class PolynomialFeatures : Estimator
{
    private readonly List<int[]> _products = [];

    public PolynomialFeatures(PyObject source, EstimatorReader reader) : base(source)
    {
        var count = FeatureCount ?? throw source.Other("n_features_in_", "the number of features");
        var (low, high) = Degrees(source);
        if (source.Flag("include_bias")) _products.Add([]);
        for (var degree = Math.Max(1, low); degree <= high; degree++) Add(new int[degree], 0, 0, count, source.Flag("interaction_only"), reader);
        Transform = OfNumbers(_products.Count, Multiply);
    }

    // One number, or the lowest and the highest.
    private static (int Low, int High) Degrees(PyObject source) => source.Get("degree") is not PySequence { Count: 2 } range ? (0, source.Whole("degree", 0, 100))
        : range[0] is long low and >= 0 and < 100 && range[1] is long high and < 100 && high >= low ? ((int)low, (int)high)
        : throw source.Other("degree", "degrees below 100");

    private void Multiply(ReadOnlySpan<double> row, Span<double> result)
    {
        for (var p = 0; p < result.Length; p++)
        {
            var product = 1.0;
            foreach (var column in _products[p]) product *= row[column];
            result[p] = product;
        }
    }

    private void Add(int[] product, int depth, int first, int count, bool isDistinct, EstimatorReader reader)
    {
        if (depth == product.Length)
        {
            reader.Charge(product.Length);
            _products.Add(product.ToArray());
            return;
        }
        for (var column = first; column < count; column++)
        {
            product[depth] = column;
            Add(product, depth + 1, isDistinct ? column + 1 : column, count, isDistinct, reader);
        }
    }
}
