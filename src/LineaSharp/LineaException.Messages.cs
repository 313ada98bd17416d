using LineaSharp.Internal;
using LineaSharp.Formats;

namespace LineaSharp;

// The messages stand side by side, so that they can be read as one text: what was asked, what was found, what to do.
public partial class LineaException
{
    internal static LineaException FileIsMissing(string artifact, string path, Exception inner) => new(
        ErrorCode.CorruptArtifact, $"The file '{path}' of '{artifact}' is missing from its storage. Restore it from a backup, or save the artifact again.", inner);

    internal static LineaException FileIsShort(string artifact, ArtifactFile file, long found) => new(
        ErrorCode.CorruptArtifact, $"The file '{file.Path}' of '{artifact}' is cut: {found} of {file.Size} bytes are there. Restore it from a backup, or save the artifact again.");

    internal static LineaException FileIsLong(string artifact, ArtifactFile file) => new(
        ErrorCode.CorruptArtifact, $"The file '{file.Path}' of '{artifact}' has more than the {file.Size} bytes that were saved. Restore it from a backup, or save the artifact again.");

    internal static LineaException FileHasChanged(string artifact, ArtifactFile file, string found) => new(
        ErrorCode.CorruptArtifact, $"The file '{file.Path}' of '{artifact}' is not what was saved: its SHA-256 is {found}, {file.Sha256} was recorded. Restore it from a backup, or save the artifact again.");

    internal static LineaException NoVersion(ArtifactRef reference) => new(
        ErrorCode.NotFound, $"There is no artifact '{reference}'. List() shows what there is.");

    internal static LineaException CatalogIsNewer(string path, int found, int known) => new(
        ErrorCode.NotSupported, $"The catalog '{path}' was made by a newer LineaSharp: its schema is {found}, this one knows {known}. Update the LineaSharp package, or choose another database_url.");

    internal static LineaException NotACatalog(string path, string table) => new(
        ErrorCode.NotSupported, $"'{path}' is a database of something else (it has a table '{table}'). Choose another file by the option database_url.");

    internal static LineaException MlflowNotConfigured() => new(
        ErrorCode.NotConfigured, "The storage backend mlflow was asked for, but no MLflow is configured. Set the option mlflow_tracking_uri, e.g. Linea.Options.Set(\"mlflow_tracking_uri\", \"sqlite:///mlflow.db\").");

    internal static LineaException NoRepository(string location, string scheme, IEnumerable<string> known) => new(
        ErrorCode.NotConfigured,
        $"No artifact repository for '{scheme}:' is registered (asked for '{location}'). Known schemes: {string.Join(", ", known.Prepend("local paths"))}. "
        + $"To reach it, {RepositoryAdvice(scheme)} by Linea.Use(…), ArtifactStoreOptions.Repositories or MlflowClientOptions.Repositories.");

    private static string RepositoryAdvice(string scheme) => Formats.KnownPackages.FindForScheme(scheme) is { } package
        ? $"add the package {package} and register its repository"
        : $"register a repository of your own for '{scheme}:'";

    internal static LineaException WrongType(string artifact, string stored, string format, Type asked) => new(
        ErrorCode.TypeMismatch, $"'{artifact}' holds a {stored} (format {format}), which cannot be had as {TypeName.Of(asked)}.");

    internal static LineaException NoFormat(string artifact, string format, string? package) => new(
        ErrorCode.NoFlavor, $"'{artifact}' was saved in the format '{format}', which is not registered here. {package ?? "Register the format or flavor by Linea.Use(…)."}");

    internal static LineaException NoWriter(Type type, string? package) => new(
        ErrorCode.NoFlavor, $"No registered format or flavor can save a {TypeName.Of(type)}. {package ?? "Register one by Linea.Use(…)."}");
}
