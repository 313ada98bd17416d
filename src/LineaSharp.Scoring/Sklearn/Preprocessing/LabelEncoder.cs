using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>LabelEncoder: the number of the class.</summary>
internal sealed class LabelEncoder : Estimator
{
    public LabelEncoder(PyObject source) : base(source)
    {
        FeatureCount = 1;
        var numbers = new Dictionary<object, int>();
        var labels = source.Array("classes_").ToValues();
        for (var i = 0; i < labels.Length; i++)
            if (labels[i] is { } label) numbers[label is string ? label : PyValue.AsNumber(label) ?? label] = i;
        Transform = OfColumns(new NumberFunction(this, numbers));
    }

    private sealed class NumberFunction(LabelEncoder encoder, Dictionary<object, int> numbers) : RowFunction
    {
        public override int Outputs => 1;

        public override bool TakesNumbers => false;

        public override Features Of(Features x)
        {
            var column = x.Column(0);
            return Features.Of(Matrix.OfColumn(Enumerable.Range(0, x.RowCount).Select(r => column[r] is { } value && numbers.TryGetValue(value, out var number) ? (double)number
                : throw new ArgumentException($"The label '{column[r] ?? "(missing)"}' was not seen when {encoder.Name} was fitted.")).ToArray()));
        }
    }
}
