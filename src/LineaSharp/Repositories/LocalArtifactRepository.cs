using System.Runtime.CompilerServices;
using LineaSharp.Internal;

namespace LineaSharp.Repositories;

/// <summary>Files in a local folder.</summary>
/// <remarks>
/// A put writes beside its target under a hidden name, waits for the disk, and then publishes by a hard link or a rename, so that a crash
/// leaves either the whole file or none. Links below the root are never followed.
/// </remarks>
public sealed class LocalArtifactRepository : IArtifactRepository
{
    private const string TemporaryPrefix = ".linea-tmp-";

    // The system writes its own time beside a file, whatever clock the store was given.
    private static readonly TimeProvider FileClock = TimeProvider.System;

    private readonly string _folder;

    /// <summary>Serves a folder, which is created at the first put.</summary>
    /// <param name="folder">A local path; a relative one is resolved against the working directory now.</param>
    public LocalArtifactRepository(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        Root = new Uri(_folder + "/").AbsoluteUri.TrimEnd('/');
    }

    /// <inheritdoc/>
    public string Root { get; }

    /// <inheritdoc/>
    public async Task<bool> PutFileAsync(string path, string sourceFile, PutOptions options, CancellationToken cancellationToken)
    {
        var target = Resolve(path);
        var folder = Path.GetDirectoryName(target)!;
        DurableFile.CreateDirectory(folder);
        if (options.Mode == PutMode.Create)
        {
            if (File.Exists(target)) return IsThere(folder);
            if (options.SourceIsStaged && TryLinkStaged(sourceFile, target) is { } linked) return linked || IsThere(folder);
        }

        var temporary = Path.Combine(folder, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            await WriteDurablyAsync(sourceFile, temporary, options, cancellationToken).ConfigureAwait(false);
            var stored = Publish(temporary, target, options.Mode);
            DurableFile.FlushDirectory(folder);
            return stored;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var full = Resolve(path);
        try
        {
            return Task.FromResult<Stream>(new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LineaException(ErrorCode.NotFound, $"There is no file '{path}' in {Root}.", e);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RepositoryEntry> ListAsync(string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var full = new DirectoryInfo(directory.Length == 0 ? _folder : Resolve(directory));
        if (!full.Exists) yield break;
        foreach (var entry in full.EnumerateFileSystemInfos().Where(IsListed).OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = directory.Length == 0 ? entry.Name : $"{directory}/{entry.Name}";
            yield return new RepositoryEntry(path, entry is DirectoryInfo, (entry as FileInfo)?.Length, new DateTimeOffset(entry.LastWriteTimeUtc));
        }
    }

    /// <inheritdoc/>
    public Task<long?> FindSizeAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var file = new FileInfo(Resolve(path));
        return Task.FromResult(file.Exists ? file.Length : (long?)null);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var full = Resolve(path);
        if (Directory.Exists(full)) Directory.Delete(full, recursive: true);
        else if (Directory.Exists(Path.GetDirectoryName(full))) File.Delete(full);
        return Task.CompletedTask;
    }

    /// <summary>Removes what killed puts left under hidden names, if it is older than a time and was not written to in the last hour.</summary>
    /// <remarks>Nothing else tells a killed put's file from one whose put waits for the disk right now, so the hour holds however short the caller's time is.</remarks>
    internal void RemoveTemporaries(DateTimeOffset before)
    {
        if (!Directory.Exists(_folder)) return;
        var dead = FileClock.GetUtcNow().UtcDateTime - TimeSpan.FromHours(1);
        if (before.UtcDateTime < dead) dead = before.UtcDateTime;
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles(TemporaryPrefix + "*", SearchOption.AllDirectories))
            if (file.LastWriteTimeUtc < dead) file.Delete();
    }

    // The staged file's second name is the stored file: nothing is copied, and nothing lies between absent and whole.
    private static bool? TryLinkStaged(string staged, string target)
    {
        DurableFile.Flush(staged);
        switch (DurableFile.TryLink(staged, target))
        {
            case DurableFile.LinkOutcome.Linked:
                DurableFile.FlushDirectory(Path.GetDirectoryName(target)!);
                return true;
            case DurableFile.LinkOutcome.Exists:
                return false;
            default:
                return null;
        }
    }

    // Whoever put it may not have come to the flush yet; the caller relies on the name from now on.
    private static bool IsThere(string folder)
    {
        DurableFile.FlushDirectory(folder);
        return false;
    }

    private static bool IsListed(FileSystemInfo entry) =>
        entry.LinkTarget is null && !entry.Name.StartsWith(TemporaryPrefix, StringComparison.Ordinal);

    private static async Task WriteDurablyAsync(string source, string temporary, PutOptions options, CancellationToken ct)
    {
        // A staged file on this disk needs no copy: a second name for it is enough, once its bytes are down.
        if (options.SourceIsStaged && DurableFile.TryLink(source, temporary) == DurableFile.LinkOutcome.Linked)
        {
            File.SetLastWriteTimeUtc(temporary, FileClock.GetUtcNow().UtcDateTime); // by which garbage collection knows that this put is alive
            DurableFile.Flush(temporary);
            return;
        }
        using (var stream = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
            await VerifiedCopy.ToNewFileAsync(stream, temporary, options.Progress, ct).ConfigureAwait(false);
        DurableFile.Flush(temporary);
    }

    private static bool Publish(string temporary, string target, PutMode mode)
    {
        if (mode == PutMode.Overwrite)
        {
            File.Move(temporary, target, overwrite: true);
            return true;
        }
        var outcome = DurableFile.TryLink(temporary, target);
        if (outcome == DurableFile.LinkOutcome.Unsupported) outcome = DurableFile.RenameToNew(temporary, target);
        return outcome == DurableFile.LinkOutcome.Linked;
    }

    private string Resolve(string path)
    {
        var full = RelativePath.Resolve(_folder, path, $"the repository {Root}");
        // Every step below the root must be a real file or folder: a link could lead anywhere.
        for (var step = full; step.Length > _folder.Length; step = Path.GetDirectoryName(step)!)
            if (new FileInfo(step).LinkTarget is not null)
                throw new LineaException(ErrorCode.CorruptArtifact, $"The path '{path}' in the repository {Root} is refused: '{step}' is a link.");
        return full;
    }
}
