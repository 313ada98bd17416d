using System.Runtime.CompilerServices;
using LineaSharp.Internal;
using LineaSharp.Mlflow.Rest;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow;

/// <summary>Moves files and folders between the local disk and an artifact repository, several files at the same time.</summary>
/// <param name="repository">The far side.</param>
/// <param name="atOnce">How many files are on their way at the same time.</param>
internal sealed class ArtifactTransfer(IArtifactRepository repository, int atOnce)
{
    // What no listing of artifacts has, but a server that makes its listings up as they are asked for.
    private const int MostEntries = 1_000_000;
    private const int DeepestDirectory = 100;

    /// <summary>Downloads what lies below a directory of the repository into a folder.</summary>
    /// <returns>How many files came.</returns>
    public async Task<int> DownloadFolderAsync(string directory, string folder, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        var root = Path.GetFullPath(folder);
        var total = new TransferTotal(progress);
        var files = 0;
        await Parallel.ForEachAsync(
            FilesBelowAsync(directory, ct),
            AtOnce(ct),
            async (entry, token) =>
            {
                var path = directory.Length == 0 ? entry.Path : entry.Path[(directory.Length + 1)..];
                await DownloadAsync(entry.Path, entry.Size, root, RelativePath.Resolve(root, path, repository.Root), total, token).ConfigureAwait(false);
                Interlocked.Increment(ref files);
            }).ConfigureAwait(false);
        return files;
    }

    /// <summary>Downloads one file to a path below a folder. What is there is replaced when all of the file has come, and left as it is otherwise.</summary>
    public Task DownloadFileAsync(string path, long? size, string folder, string target, IProgress<TransferProgress>? progress, CancellationToken ct) =>
        DownloadAsync(path, size, Path.GetFullPath(folder), target, new TransferTotal(progress), ct);

    /// <summary>Uploads a folder with all that lies below it.</summary>
    public Task UploadFolderAsync(string folder, string directory, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        var root = new DirectoryInfo(folder);
        if (!root.Exists) throw new DirectoryNotFoundException($"There is no folder '{root.FullName}'.");
        var files = FilesBelow(root).OrderBy(f => f.FullName, StringComparer.Ordinal).Select(f => (Path.GetRelativePath(root.FullName, f.FullName).Replace(Path.DirectorySeparatorChar, '/'), f.FullName));
        return UploadFilesAsync(files.Select(f => (directory.Length == 0 ? f.Item1 : $"{directory}/{f.Item1}", f.FullName)).ToList(), new PutOptions { Progress = progress }, ct);
    }

    /// <summary>Uploads files, each to its path.</summary>
    public Task UploadFilesAsync(IReadOnlyList<(string Path, string File)> files, PutOptions options, CancellationToken ct)
    {
        var total = new TransferTotal(options.Progress) { Bytes = options.Progress is null ? null : files.Sum(f => new FileInfo(f.File).Length) };
        return Parallel.ForEachAsync(
            files,
            AtOnce(ct),
            async (file, token) => await repository.PutFileAsync(file.Path, file.File, options with { Progress = total.OfFile() }, token).ConfigureAwait(false));
    }

    private ParallelOptions AtOnce(CancellationToken ct) => new() { MaxDegreeOfParallelism = atOnce, CancellationToken = ct };

    private async IAsyncEnumerable<RepositoryEntry> FilesBelowAsync(string directory, [EnumeratorCancellation] CancellationToken ct)
    {
        var entries = 0;
        var waiting = new Stack<(string Path, int Depth)>([(directory, 0)]);
        while (waiting.TryPop(out var next))
        {
            await foreach (var entry in repository.ListAsync(next.Path, ct).ConfigureAwait(false))
            {
                if (++entries > MostEntries || next.Depth > DeepestDirectory) throw LineaException.ListingGoesOn(repository.Root, MostEntries);
                if (entry.IsDirectory) waiting.Push((entry.Path, next.Depth + 1));
                else yield return entry;
            }
        }
    }

    private async Task DownloadAsync(string path, long? size, string root, string target, TransferTotal total, CancellationToken ct)
    {
        PrepareFolder(path, root, target);
        var temporary = $"{target}.{Guid.NewGuid():n}.part";
        try
        {
            var progress = total.OfFile();
            if (size is not { } known || !await InPartsAsync(path, known, temporary, progress, ct).ConfigureAwait(false))
                await AsAWholeAsync(path, size, temporary, progress, ct).ConfigureAwait(false);
            Publish(path, temporary, target);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task<bool> InPartsAsync(string path, long size, string temporary, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        if (repository is not IPartwiseRepository parts) return false;
        bool done;
        using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous))
            done = await parts.TryDownloadAsync(path, size, file, progress, ct).ConfigureAwait(false);
        if (!done) File.Delete(temporary);
        return done;
    }

    private async Task AsAWholeAsync(string path, long? size, string temporary, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        using var source = await repository.OpenReadAsync(path, ct).ConfigureAwait(false);
        // A body that is longer than listed could be one that never ends.
        using var bounded = new LimitedStream(source, size ?? long.MaxValue, () => LineaException.DownloadIsLonger(path, repository.Root, size ?? 0));
        await VerifiedCopy.ToNewFileAsync(bounded, temporary, progress, ct).ConfigureAwait(false);
        var found = new FileInfo(temporary).Length;
        if (size is { } expected && found != expected) throw LineaException.DownloadIsCut(path, repository.Root, expected, found);
    }

    private void PrepareFolder(string path, string root, string target)
    {
        for (var step = target; step.Length > root.Length; step = Path.GetDirectoryName(step)!)
            if (new FileInfo(step).LinkTarget is not null) throw LineaException.LinkInTarget(target, step);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        }
        catch (IOException e) when (e is not PathTooLongException)
        {
            throw LineaException.FileAndDirectory(path, repository.Root, e);
        }
    }

    private void Publish(string path, string temporary, string target)
    {
        try
        {
            File.Move(temporary, target, overwrite: true);
        }
        // Another of the files that come at the same time may lie below this name.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && Directory.Exists(target))
        {
            throw LineaException.FileAndDirectory(path, repository.Root, e);
        }
    }

    private static IEnumerable<FileInfo> FilesBelow(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null) throw LineaException.LinkIsNotUploaded(entry.FullName);
            if (entry is FileInfo file) yield return file;
            else foreach (var below in FilesBelow((DirectoryInfo)entry)) yield return below;
        }
    }
}
