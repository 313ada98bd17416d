using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>Writes what a column's value becomes into a row of the result.</summary>
/// <param name="column">The column.</param>
/// <param name="category">The number of the value's category; -1 where it is none.</param>
/// <param name="isMissing">Whether the value is missing, which may be a category of its own.</param>
/// <param name="result">The row: zeros, and what the other columns wrote.</param>
internal delegate void EncodeCategory(int column, int category, bool isMissing, Span<double> result);

/// <summary>An encoder of categories: it writes each column's value on its own.</summary>
internal abstract class CategoryEncoder : Estimator
{
    protected CategoryEncoder(PyObject source) : base(source)
    {
        Categories = new Categories(source);
        FeatureCount ??= Categories.Counts.Length;
        if (FeatureCount != Categories.Counts.Length) throw source.Other("categories_", "the categories of each feature");
    }

    protected Categories Categories { get; }

    protected RowFunction Encoded(int outputs, bool refusesUnknown, EncodeCategory encode) => OfColumns(new CategoryFunction(this, outputs, refusesUnknown, encode));

    private ArgumentException IsUnknown(int column, object? value) =>
        new($"The column '{FeatureNames?[column] ?? $"{column}"}' holds the unknown category '{value ?? "(missing)"}', and {Name} was told to refuse those.");

    private sealed class CategoryFunction(CategoryEncoder encoder, int outputs, bool refusesUnknown, EncodeCategory encode) : RowFunction
    {
        public override int Outputs => outputs;

        public override bool TakesNumbers => encoder.Categories.AreNumbers;

        public override Features Of(Features x)
        {
            var result = new Matrix(x.RowCount, outputs);
            for (var c = 0; c < x.ColumnCount; c++)
            {
                var column = x.Column(c);
                for (var r = 0; r < result.Rows; r++)
                {
                    if (column.Numbers is { } numbers) Encode(c, numbers[r], result.Row(r));
                    else if (encoder.Categories.Find(c, column[r]) is var category && category < 0 && refusesUnknown) throw encoder.IsUnknown(c, column[r]);
                    else encode(c, category, column[r] is null, result.Row(r));
                }
            }
            return Features.Of(result);
        }

        public override void Of(ReadOnlySpan<double> row, Span<double> result)
        {
            result.Clear();
            for (var c = 0; c < row.Length; c++) Encode(c, row[c], result);
        }

        private void Encode(int column, double value, Span<double> result)
        {
            var category = encoder.Categories.Find(column, value);
            if (category < 0 && refusesUnknown) throw encoder.IsUnknown(column, double.IsNaN(value) ? null : value);
            encode(column, category, double.IsNaN(value), result);
        }
    }
}
