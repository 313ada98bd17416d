namespace LineaSharp.DataFrames;

/// <summary>The messages of this package.</summary>
internal static class FrameErrors
{
    public static LineaException Damaged(string source, string format, Exception fault) => new(
        ErrorCode.CorruptArtifact, $"{source} is no valid {format} file: {fault.Message.Split('\n')[0].TrimEnd('.', '\r')}. Restore it from a backup, or save the value again.", fault);

    public static LineaException HoldsOtherFiles(string artifact, int count, string format) => new(
        ErrorCode.CorruptArtifact, $"'{artifact}' has {count} files; the format '{format}' writes exactly one.");

    public static LineaException HoldsAnotherType(string artifact, string format, string asked) => new(
        ErrorCode.TypeMismatch, $"'{artifact}' holds a {format} file; it was asked as {asked}. Ask for LineaSharp.Models.Table, Microsoft.Data.Analysis.DataFrame, Apache.Arrow.Table, Apache.Arrow.RecordBatch or Microsoft.ML.IDataView.");

    public static LineaException CannotRead(string column, string type, string why) => new(
        ErrorCode.NotSupported, $"The column '{column}' is {type}, which cannot be read: {why}. Leave it out by TableFileOptions.Columns.");

    public static LineaException CannotSave(string column, string type, string why) => new(
        ErrorCode.NotSupported, $"The column '{column}' is {type}, which cannot be saved: {why}.");

    public static LineaException CannotHold(string column, string type, string holder, string why) => new(
        ErrorCode.NotSupported, $"The column '{column}' is {type}, which a {holder} cannot hold: {why}. Ask for an Apache.Arrow.Table, or leave the column out by TableFileOptions.Columns.");

    public static LineaException NotSupported(string what) => new(ErrorCode.NotSupported, what);

    public static LineaException TooLarge(long limit) => new(
        ErrorCode.NotSupported,
        $"The file would take more than {limit} bytes of memory, far more than a file of its size should. If it is trusted, raise TableFileOptions.MaxMemory, or read fewer columns by TableFileOptions.Columns.");

    public static LineaException NoColumn(string column, IEnumerable<string> there) => new(
        ErrorCode.NotFound, $"The file has no column '{column}', which TableFileOptions.Columns names. It has: {string.Join(", ", there.Take(50))}.");
}
