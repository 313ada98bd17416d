using LineaSharp.Repositories;

namespace LineaSharp.Formats;

/// <summary>A local file (<see cref="FileInfo"/>), saved under its own name.</summary>
/// <remarks>
/// The bytes and the name are kept; times, owner and mode are not. A character that a stored path must not have
/// (<c>\ # ? ; %</c> and control characters, see <see cref="RelativePath"/>) is written as <c>_</c> when the name breaks that rule.
/// A link is followed: what it points to is saved. It comes back as a <see cref="Stream"/> that checks itself while it is read, as
/// <c>byte[]</c>, or as a <see cref="FileInfo"/>: a checked copy in a new private folder below the system's temporary folder, which
/// belongs to the caller, who deletes it.
/// </remarks>
public sealed class FileFormat : IArtifactFormat
{
    /// <inheritdoc/>
    public string Name => "file";

    /// <inheritdoc/>
    public Type UntypedAs => typeof(Stream);

    /// <inheritdoc/>
    public bool CanSave(object value) => value is FileInfo;

    /// <summary>Whether the type is Stream, FileInfo or byte[] (or object).</summary>
    public bool CanLoadAs(Type type) => SingleFile.CanLoadAs(type);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such file, or it is a folder.</exception>
    /// <exception cref="LineaException">PermissionDenied: the file must not be read.</exception>
    public async Task SaveAsync(object value, StagedDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(directory);
        var path = ((FileInfo)value).FullName;
        if (!File.Exists(path))
            throw new ArgumentException(Directory.Exists(path)
                ? $"'{path}' is a folder. Save a DirectoryInfo instead."
                : $"There is no file '{path}' to save.", nameof(value));

        using var source = SourceFile.Open(path);
        await directory.CopyFileAsync(StoredName(Path.GetFileName(path)), source, source.Length, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<object> LoadAsync(StoredDirectory directory, Type type, CancellationToken cancellationToken) =>
        SingleFile.LoadAsync(directory, "a file", Name, type, cancellationToken);

    /// <summary>The name itself, or, where it breaks the rule for paths, the name with <c>_</c> in place of what the rule may object to.</summary>
    internal static string StoredName(string name)
    {
        try
        {
            return RelativePath.Check(name, "the file's name");
        }
        catch (LineaException)
        {
            return string.Concat(name.Select(c => c is '\\' or '#' or '?' or ';' or '%' or ':' || char.IsControl(c) ? '_' : c));
        }
    }
}
