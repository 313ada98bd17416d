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
}
