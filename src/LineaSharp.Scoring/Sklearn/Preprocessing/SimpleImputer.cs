using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>SimpleImputer: a value of each column in place of what is missing.</summary>
internal sealed class SimpleImputer : Estimator
{
    public SimpleImputer(PyObject source) : base(source)
    {
        var values = source.Array("statistics_").ToValues();
        FeatureCount ??= values.Length;
        if (values.Length != FeatureCount) throw source.Other("statistics_", "a value for each feature");
        for (var i = 0; i < values.Length; i++) values[i] = values[i] is string or null or double.NaN ? values[i] : PyValue.AsNumber(values[i])
            ?? throw source.Other("statistics_", "numbers or texts");
        var keepsEmpty = source.Text("strategy") == "constant" || source.Flag("keep_empty_features", false);
        // A column that was all missing has no value, and is left out.
        var kept = Enumerable.Range(0, values.Length).Where(c => keepsEmpty || values[c] is not (null or double.NaN)).ToArray();
        var imputed = new ImputedColumns(kept, values, new MissingMark(source));
        Transform = source.Find("indicator_") is PyObject indicator
            ? OfColumns(RowFunction.Beside([imputed, SelectFunction.All(FeatureCount).Then(new MissingIndicator(indicator).Transform!)]))
            : OfColumns(imputed);
    }

    private sealed class ImputedColumns(int[] kept, object?[] values, MissingMark missing) : RowFunction
    {
        public override int Outputs => kept.Length;

        public override bool TakesNumbers { get; } = kept.All(c => values[c] is double or null);

        public override Features Of(Features x)
        {
            var columns = Array.ConvertAll(kept, c => Imputed(x.Column(c), values[c]));
            var imputed = Features.Of(columns, x.RowCount);
            return columns.All(c => c.Numbers is not null) ? Features.Of(imputed.ToMatrix()) : imputed;
        }

        public override void Of(ReadOnlySpan<double> row, Span<double> result)
        {
            for (var i = 0; i < kept.Length; i++) result[i] = Imputed(row[kept[i]], values[kept[i]] as double? ?? 0);
        }

        private double Imputed(double value, double fill)
        {
            if (missing.Is(value)) return fill;
            return double.IsFinite(value) ? value
                : throw new ArgumentException($"The input contains {(double.IsNaN(value) ? "missing values (NaN)" : "infinity")}, which SimpleImputer was not told to replace.");
        }

        private FeatureColumn Imputed(FeatureColumn column, object? value)
        {
            if (column.Numbers is { } numbers && value is double or null) return new(Array.ConvertAll(numbers, n => Imputed(n, value as double? ?? 0)));
            var imputed = Enumerable.Range(0, column.Length).Select(r => missing.Is(column[r]) ? value : column[r]).ToArray();
            return imputed.All(v => v is double) ? new(Array.ConvertAll(imputed, v => (double)v!)) : new(imputed);
        }
    }
}
