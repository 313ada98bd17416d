using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>OrdinalEncoder: the number of the category.</summary>
internal sealed class OrdinalEncoder : CategoryEncoder
{
    public OrdinalEncoder(PyObject source) : base(source)
    {
        var takesUnknown = source.Text("handle_unknown", "error") == "use_encoded_value";
        var unknown = takesUnknown ? source.Number("unknown_value") : 0;
        var missing = source.Number("encoded_missing_value", double.NaN);
        Transform = Encoded(Categories.Counts.Length, !takesUnknown, (column, category, isMissing, result) =>
            result[column] = category < 0 ? unknown : isMissing ? missing : category);
    }
}
