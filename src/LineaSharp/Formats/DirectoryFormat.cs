using LineaSharp.Repositories;

namespace LineaSharp.Formats;

/// <summary>A local folder (<see cref="DirectoryInfo"/>) with all files below it, at any depth, hidden ones included.</summary>
/// <remarks>
/// Names and bytes are kept; empty folders, times, owners and modes are not. A link below the folder is refused by name, because
/// what it points to may lie outside; so is a name that a stored path must not have (see <see cref="RelativePath"/>). It comes back as
/// a <see cref="DirectoryInfo"/>: checked copies in a new private folder below the system's temporary folder, which belongs to the
/// caller, who deletes it.
/// </remarks>
public sealed class DirectoryFormat : IArtifactFormat
{
    /// <inheritdoc/>
    public string Name => "directory";

    /// <inheritdoc/>
    public Type UntypedAs => typeof(DirectoryInfo);

    /// <inheritdoc/>
    public bool CanSave(object value) => value is DirectoryInfo;

    /// <summary>Whether the type is DirectoryInfo (or object).</summary>
    public bool CanLoadAs(Type type) => type == typeof(DirectoryInfo) || type == typeof(object);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such folder, or it is a file.</exception>
    /// <exception cref="LineaException">NotSupported: there is a link or an impossible name below it. PermissionDenied: something must not be read.</exception>
    public async Task SaveAsync(object value, StagedDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(directory);
        var root = ((DirectoryInfo)value).FullName;
        if (!Directory.Exists(root))
            throw new ArgumentException(File.Exists(root)
                ? $"'{root}' is a file. Save a FileInfo instead."
                : $"There is no folder '{root}' to save.", nameof(value));

        // All of it is looked at before the first byte is copied.
        var files = ListFiles(root, cancellationToken);
        var total = files.Sum(f => f.Size);
        foreach (var (path, _) in files)
        {
            using var source = SourceFile.Open(Path.Combine(root, path));
            await directory.CopyFileAsync(path, source, total, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<object> LoadAsync(StoredDirectory directory, Type type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (!CanLoadAs(type)) throw LineaException.HoldsAnotherType(directory, "a folder of files", type, "DirectoryInfo");
        return new DirectoryInfo(await PrivateCopy.OfAsync(directory, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>All files below a folder, by their stored paths.</summary>
    /// <exception cref="LineaException">NotSupported: there is a link or an impossible name below it. PermissionDenied: something must not be read.</exception>
    internal static List<(string Path, long Size)> ListFiles(string root, CancellationToken ct)
    {
        var files = new List<(string, long)>();
        var folders = new Stack<DirectoryInfo>([new DirectoryInfo(root)]);
        try
        {
            while (folders.TryPop(out var folder))
                foreach (var entry in folder.EnumerateFileSystemInfos())
                {
                    ct.ThrowIfCancellationRequested();
                    var path = Path.GetRelativePath(root, entry.FullName);
                    if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.LinkTarget is { } target)
                        throw LineaException.CannotSave("directory", typeof(DirectoryInfo), $"'{path}' is a link to '{target}', and links are not followed. Put the file there, or leave the link out.");
                    if (entry is DirectoryInfo below) folders.Push(below);
                    else files.Add((StoredPath(path), ((FileInfo)entry).Length));
                }
        }
        catch (UnauthorizedAccessException e)
        {
            throw LineaException.SourceIsRefused(root, e);
        }
        return files;
    }

    private static string StoredPath(string path)
    {
        var stored = Path.DirectorySeparatorChar == '/' ? path : path.Replace(Path.DirectorySeparatorChar, '/');
        try
        {
            return RelativePath.Check(stored, "the folder");
        }
        catch (LineaException e)
        {
            throw LineaException.CannotSave("directory", typeof(DirectoryInfo), $"{e.Message} Rename it.", e);
        }
    }
}
