using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>Turns the objects of a file into estimators, and those inside of them.</summary>
internal sealed class EstimatorReader
{
    private const int MostEstimators = 100_000;
    private const int MostMade = 4 << 20;
    private const int Deepest = 40;
    // One object may be in many places of a small file. It is read once, and counts in each place with all that is in it: so often it will be computed.
    private readonly Dictionary<PyObject, (Estimator Estimator, int Count)> _known = new(ReferenceEqualityComparer.Instance);
    private int _count;
    private int _depth;
    private long _made;

    /// <exception cref="LineaException">NotSupported: its class is none that is computed here. CorruptArtifact: it is not fitted, or damaged.</exception>
    public Estimator Read(object? value)
    {
        if (value is not PyObject source)
            throw new LineaException(ErrorCode.CorruptArtifact, $"The file holds {PyValue.Describe(value)} where an estimator belongs. Save the model again.");
        if (_known.TryGetValue(source, out var known))
        {
            Count(known.Count);
            return known.Estimator;
        }
        var read = EstimatorTable.Find(source.Type) ?? throw SklearnErrors.IsUnknown(source.Type);
        var before = _count;
        var estimator = Inside(() => read(source, this));
        _known.Add(source, (estimator, _count - before));
        return estimator;
    }

    /// <summary>Reads a part of an estimator that may hold others, and counts it.</summary>
    public T Inside<T>(Func<T> read)
    {
        Count(1);
        if (++_depth > Deepest) throw TooMany();
        var made = read();
        _depth--;
        return made;
    }

    private void Count(int estimators)
    {
        if ((_count += estimators) > MostEstimators) throw TooMany();
    }

    private static LineaException TooMany() => new(ErrorCode.NotSupported, $"The model holds more than {MostEstimators} estimators, or nests them deeper than {Deepest}.");

    /// <summary>Counts numbers that are made of next to nothing in the file.</summary>
    /// <exception cref="LineaException">NotSupported: there are too many.</exception>
    public void Charge(int numbers)
    {
        if ((_made += numbers) > MostMade) throw new LineaException(ErrorCode.NotSupported, $"The model's polynomials have more than {MostMade} factors. Serve it with the Python worker (LineaSharp.Python).");
    }

    /// <summary>The estimators of a list or an array of objects.</summary>
    public Estimator[] ReadAll(PyObject source, string attribute) => source.Get(attribute) switch
    {
        PySequence list => list.Items.Select(Read).ToArray(),
        PyArray { Dtype.IsObject: true } array => array.ToValues().Select(Read).ToArray(),
        _ => throw source.Other(attribute, "a list of estimators"),
    };
}
