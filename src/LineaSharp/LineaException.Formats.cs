using LineaSharp.Formats;
using LineaSharp.Internal;

namespace LineaSharp;

// What formats say: which value cannot be saved, what a file holds and what it was asked as.
public partial class LineaException
{
    internal static LineaException CannotSave(string format, Type type, string fault, Exception? inner = null) => new(
        ErrorCode.NotSupported, $"A value of type {TypeName.Of(type)} cannot be saved as {format}: {fault}", inner);

    internal static LineaException HoldsAnotherType(StoredDirectory directory, string found, Type asked, string offers, Exception? inner = null) => new(
        ErrorCode.TypeMismatch, $"'{directory.Artifact}' holds {found}{SavedFrom(directory)}; it was asked as {TypeName.Of(asked)}. Ask for {offers}.", inner);

    internal static LineaException DoesNotFit(StoredDirectory directory, Type asked, string fault, Exception? inner = null) => new(
        ErrorCode.TypeMismatch, $"'{directory.Artifact}' holds JSON{SavedFrom(directory)} that is no {TypeName.Of(asked)}: {fault} Ask for a type that fits, or for JsonNode.", inner);

    internal static LineaException IsNoValid(string format, string source, string fault, Exception? inner = null) => new(
        ErrorCode.CorruptArtifact, $"{source} is no valid {format} file: {fault}", inner);

    internal static LineaException HoldsOtherFiles(StoredDirectory directory, string format) => new(
        ErrorCode.CorruptArtifact, $"'{directory.Artifact}' has {directory.Manifest.Files.Count} files; the format '{format}' writes exactly one.");

    internal static LineaException TooLargeForBytes(string artifact, string path, long size) => new(
        ErrorCode.NotSupported, $"The file '{path}' of '{artifact}' has {size} bytes, more than a byte[] can hold. Ask for a Stream, or download it.");

    internal static LineaException SourceIsRefused(string path, Exception inner) => new(
        ErrorCode.PermissionDenied, $"'{path}' cannot be read to be saved: access is denied. Give this process the right to read it.", inner);

    internal static LineaException NpyHasOtherElements(string source, string found, string advice) => new(
        ErrorCode.NotSupported, $"{source} is an npy file of {found}. {advice}");

    internal static LineaException NpyIsTooLarge(string source, NpyHeader header) => new(
        ErrorCode.NotSupported, $"{source} holds {header}, which is more than an array of .NET can have: 32 dimensions, {Array.MaxLength} in each, {uint.MaxValue} elements in all.");

    private static string SavedFrom(StoredDirectory directory) => directory.TypeLabel is { } label ? $" (saved from {label})" : "";
}
