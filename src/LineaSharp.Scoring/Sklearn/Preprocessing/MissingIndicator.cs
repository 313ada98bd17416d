using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>MissingIndicator: 1 where a value is missing, for the columns that had some.</summary>
internal sealed class MissingIndicator : Estimator
{
    public MissingIndicator(PyObject source) : base(source)
    {
        var columns = source.Array("features_").ToInts();
        FeatureCount ??= source.Has("_n_features") ? source.Whole("_n_features") : null;
        if (FeatureCount is not { } count || columns.Any(c => c < 0 || c >= count)) throw source.Other("features_", "columns of the input");
        var refusesNew = source.Text("features") == "missing-only" && source.Flag("error_on_new", true);
        Transform = OfColumns(new Flags(this, columns, new MissingMark(source), refusesNew));
    }

    private sealed class Flags(MissingIndicator indicator, int[] columns, MissingMark missing, bool refusesNew) : RowFunction
    {
        private readonly HashSet<int> _known = [.. columns];

        public override int Outputs => columns.Length;

        public override Features Of(Features x)
        {
            for (var other = 0; other < x.ColumnCount && refusesNew; other++)
            {
                if (_known.Contains(other)) continue;
                var column = x.Column(other);
                for (var r = 0; r < x.RowCount; r++)
                    if (missing.Is(column[r])) throw IsNew(other);
            }
            var result = new Matrix(x.RowCount, columns.Length);
            for (var c = 0; c < columns.Length; c++)
            {
                var column = x.Column(columns[c]);
                for (var r = 0; r < result.Rows; r++) result[r, c] = missing.Is(column[r]) ? 1 : 0;
            }
            return Features.Of(result);
        }

        public override void Of(ReadOnlySpan<double> row, Span<double> result)
        {
            for (var other = 0; other < row.Length && refusesNew; other++)
                if (missing.Is(row[other]) && !_known.Contains(other)) throw IsNew(other);
            for (var c = 0; c < columns.Length; c++) result[c] = missing.Is(row[columns[c]]) ? 1 : 0;
        }

        private ArgumentException IsNew(int column) => new($"The column {column} has missing values, and had none when {indicator.Name} was fitted.");
    }
}
