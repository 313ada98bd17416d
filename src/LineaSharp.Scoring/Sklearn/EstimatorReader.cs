using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>Turns the objects of a file into estimators, and those inside of them.</summary>
internal sealed class EstimatorReader
{
    // One object may be in many places of a small file, each of which becomes an estimator.
    private const int MostEstimators = 100_000;
    private const int Deepest = 40;
    private int _count;
    private int _depth;

    /// <exception cref="LineaException">NotSupported: its class is none that is computed here. CorruptArtifact: it is not fitted, or damaged.</exception>
    public Estimator Read(object? value)
    {
        if (value is not PyObject source)
            throw new LineaException(ErrorCode.CorruptArtifact, $"The file holds {PyValue.Describe(value)} where an estimator belongs. Save the model again.");
        var kind = EstimatorTable.Find(source.Type) ?? throw SklearnErrors.IsUnknown(source.Type);
        if (++_count > MostEstimators || _depth >= Deepest)
            throw new LineaException(ErrorCode.NotSupported, $"The model holds more than {MostEstimators} estimators, or nests them deeper than {Deepest}.");
        _depth++;
        try
        {
            return kind(source, this);
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>The estimators of a list or an array of objects.</summary>
    public Estimator[] ReadAll(PyObject source, string attribute) => source.Get(attribute) switch
    {
        PySequence list => list.Items.Select(Read).ToArray(),
        PyArray { Dtype.IsObject: true } array => array.ToValues().Select(Read).ToArray(),
        _ => throw source.Other(attribute, "a list of estimators"),
    };
}
