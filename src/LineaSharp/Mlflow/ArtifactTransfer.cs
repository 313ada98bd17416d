using LineaSharp.Internal;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow;

/// <summary>Moves files and folders between the local disk and an artifact repository.</summary>
internal static class ArtifactTransfer
{
    /// <summary>Downloads what lies below a directory of the repository into a folder.</summary>
    /// <returns>How many files came.</returns>
    public static async Task<int> DownloadFolderAsync(
        IArtifactRepository repository, string directory, string folder, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        var root = Path.GetFullPath(folder);
        var total = new Total(progress);
        var files = 0;
        var waiting = new Stack<string>([directory]);
        while (waiting.TryPop(out var next))
        {
            await foreach (var entry in repository.ListAsync(next, ct).ConfigureAwait(false))
            {
                if (entry.IsDirectory)
                {
                    waiting.Push(entry.Path);
                    continue;
                }
                var path = directory.Length == 0 ? entry.Path : entry.Path[(directory.Length + 1)..];
                await DownloadFileAsync(repository, entry.Path, entry.Size, RelativePath.Resolve(root, path, repository.Root), total, ct).ConfigureAwait(false);
                files++;
            }
        }
        return files;
    }

    /// <summary>Downloads one file. The target is replaced when all of it is there, and left as it is otherwise.</summary>
    public static Task DownloadFileAsync(
        IArtifactRepository repository, string path, long? size, string target, IProgress<TransferProgress>? progress, CancellationToken ct) =>
        DownloadFileAsync(repository, path, size, target, new Total(progress), ct);

    /// <summary>Uploads a folder with all that lies below it.</summary>
    public static async Task UploadFolderAsync(
        IArtifactRepository repository, string folder, string directory, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        var root = new DirectoryInfo(folder);
        if (!root.Exists) throw new DirectoryNotFoundException($"There is no folder '{root.FullName}'.");
        var files = FilesBelow(root).OrderBy(f => f.FullName, StringComparer.Ordinal).ToList();
        var total = new Total(progress) { Bytes = files.Sum(f => f.Length) };
        foreach (var file in files)
        {
            var path = Path.GetRelativePath(root.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            await repository.PutFileAsync(directory.Length == 0 ? path : $"{directory}/{path}", file.FullName, new PutOptions { Progress = total.OfFile() }, ct).ConfigureAwait(false);
        }
    }

    private static async Task DownloadFileAsync(IArtifactRepository repository, string path, long? size, string target, Total total, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = $"{target}.{Guid.NewGuid():n}.part";
        try
        {
            using (var source = await repository.OpenReadAsync(path, ct).ConfigureAwait(false))
                await VerifiedCopy.ToNewFileAsync(source, temporary, total.OfFile(), ct).ConfigureAwait(false);
            var found = new FileInfo(temporary).Length;
            if (size is { } expected && found != expected) throw LineaException.DownloadIsCut(path, repository.Root, expected, found);
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
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

    /// <summary>Adds up the bytes of several files.</summary>
    private sealed class Total(IProgress<TransferProgress>? progress)
    {
        private long _done;

        public long? Bytes { get; init; }

        public IProgress<TransferProgress>? OfFile() => progress is null ? null : new File(this, _done);

        private sealed class File(Total total, long before) : IProgress<TransferProgress>
        {
            public void Report(TransferProgress value)
            {
                total._done = before + value.BytesDone;
                total.Tell();
            }
        }

        private void Tell() => progress!.Report(new TransferProgress(_done, Bytes));
    }
}
