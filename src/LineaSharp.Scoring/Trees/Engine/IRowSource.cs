namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>Rows to predict, wherever they lie. Read from several threads at once.</summary>
internal interface IRowSource
{
    int RowCount { get; }

    /// <summary>Copies a run of rows, one after the other, to the buffer, which has room for exactly these.</summary>
    void Copy(int firstRow, Span<float> rows);

    /// <inheritdoc cref="Copy(int, Span{float})"/>
    void Copy(int firstRow, Span<double> rows);
}
