namespace LineaSharp;

public partial class LineaException
{
    internal static LineaException BucketIsOutOfReach(string location, string server, Exception? inner = null)
    {
        var remedy = RepositoryAdvice(location[..location.IndexOf(':', StringComparison.Ordinal)]);
        return new(
            ErrorCode.NotConfigured,
            $"The artifacts at '{location}' lie in a bucket that {server} does not hand through and signs no addresses in{(inner is null ? "" : $" ({inner.Message.TrimEnd('.')})")}. "
            + $"Use MLflow 3.17 or newer there, start the server with --serve-artifacts, or {remedy} by Linea.Use(…) or MlflowClientOptions.Repositories.",
            inner);
    }

    internal static LineaException DeletingIsNotOffered(string path, string location) => new(
        ErrorCode.NotSupported, $"'{path}' at {location} cannot be deleted: an MLflow server signs addresses for reading and writing only. Delete it in the bucket.");

    internal static LineaException ListingGoesOn(string location, int limit) => new(
        ErrorCode.CorruptArtifact, $"The listing of {location} goes on without end: more than {limit.ToString(System.Globalization.CultureInfo.InvariantCulture)} files and directories, or directories in directories without end. Download a directory of it.");

    internal static LineaException LinkInTarget(string path, string link) => new(
        ErrorCode.NotSupported, $"'{path}' is not written: '{link}' is a link, which may lead anywhere. Remove it, or download into another folder.");

    internal static LineaException FileAndDirectory(string path, string location, Exception inner) => new(
        ErrorCode.CorruptArtifact, $"The artifact '{path}' at {location} cannot be put where a file or directory of that name is already: {inner.Message}", inner);

    internal static LineaException DownloadIsLonger(string path, string location, long size) => new(
        ErrorCode.Unavailable, $"The download of '{path}' from {location} has more than the {size.ToString(System.Globalization.CultureInfo.InvariantCulture)} bytes that it is listed with. It may have changed meanwhile; try again.", isTransient: true);
}
