using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>What counts as missing: NaN (and None), or a value of its own.</summary>
internal sealed class MissingMark
{
    private readonly object? _mark;

    public MissingMark(PyObject source)
    {
        _mark = source.Find("missing_values") switch
        {
            null or double.NaN => null,
            string text => text,
            var other => PyValue.AsNumber(other) ?? throw SklearnErrors.HasUnknown(source.Type.Name, "missing values that are neither numbers nor texts"),
        };
    }

    public bool Is(object? value) => Equals(value, _mark);

    public bool Is(double value) => _mark is null ? double.IsNaN(value) : _mark is double mark && value == mark;
}
