namespace LineaSharp.Scoring.Sklearn.Rows;

/// <summary>What an estimator's method computes: of each row a new row. Immutable and thread-safe.</summary>
/// <remarks>It has two faces: many rows of any columns, and one row of numbers, for which nothing is taken from the heap.</remarks>
internal abstract class RowFunction
{
    private const int MostValues = 1 << 24;

    /// <summary>The number of values in a row of the result; -1 where only the input tells.</summary>
    public abstract int Outputs { get; }

    /// <summary>How many numbers one row becomes at the most, on its way.</summary>
    public virtual int Width => Math.Max(1, Outputs);

    /// <summary>Whether a row of numbers is enough for it; else it reads texts, or only the input tells how many outputs there are.</summary>
    public virtual bool TakesNumbers => Outputs >= 0;

    /// <summary>Computes many rows.</summary>
    /// <exception cref="ArgumentException">The input does not fit.</exception>
    public abstract Features Of(Features x);

    /// <summary>Computes one row of numbers, where <see cref="TakesNumbers"/>.</summary>
    /// <param name="row">The row.</param>
    /// <param name="result">Room for <see cref="Outputs"/> numbers; whatever it holds before is overwritten.</param>
    /// <exception cref="ArgumentException">The row does not fit.</exception>
    public virtual void Of(ReadOnlySpan<double> row, Span<double> result) => throw new InvalidOperationException("It does not take a row of numbers.");

    /// <summary>This function, and another of its result.</summary>
    public RowFunction Then(RowFunction next) => new ChainFunction(this, next);

    /// <inheritdoc cref="Then(RowFunction)"/>
    public RowFunction Then(int outputs, RowMap map) => Then(new MapFunction(outputs, map));

    /// <summary>A number of values in a row that fits into memory: files of a few bytes may claim any number.</summary>
    /// <exception cref="LineaException">NotSupported: there are more.</exception>
    public static int Bounded(long values) => values <= MostValues ? (int)values
        : throw new LineaException(ErrorCode.NotSupported, $"The model has rows of {values} values, and no more than {MostValues} are computed natively. Serve it with the Python worker (LineaSharp.Python).");

    /// <summary>The results of several functions of the same row, beside each other.</summary>
    public static RowFunction Beside(IReadOnlyList<RowFunction> parts) => parts is [var only] ? only : new BesideFunction(parts);
}

/// <summary>Makes a row of the result, which is zeros before, of a row of the input.</summary>
internal delegate void RowMap(ReadOnlySpan<double> row, Span<double> result);
