namespace LineaSharp.Models;

/// <summary>Code that a caller wants beside the model, copied to <c>code/</c>.</summary>
internal static class CodeFiles
{
    private const string Folder = "code";

    // What Python leaves behind beside modules it ran.
    private const string CompiledPython = "__pycache__";

    public static async Task CopyAsync(ModelDirectory directory, IReadOnlyList<string> paths, CancellationToken ct)
    {
        foreach (var path in paths)
        {
            var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            FileSystemInfo source = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
            if (!source.Exists) throw new ArgumentException($"{nameof(LogModelOptions.CodePaths)} names '{path}', which is not there.");
            await CopyAsync(directory, source, $"{Folder}/{source.Name}", ct).ConfigureAwait(false);
        }
        foreach (var configuration in directory.Manifest.Flavors.Values) configuration[Folder] = Folder;
    }

    private static async Task CopyAsync(ModelDirectory directory, FileSystemInfo source, string relativePath, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (source.LinkTarget is not null || source.Attributes.HasFlag(FileAttributes.ReparsePoint))
            throw new ArgumentException($"{nameof(LogModelOptions.CodePaths)} holds the link '{source.FullName}'. Links are not followed: name the file or folder it points to.");
        if (source is DirectoryInfo folder)
        {
            if (folder.Name == CompiledPython) return;
            foreach (var child in folder.EnumerateFileSystemInfos()) await CopyAsync(directory, child, $"{relativePath}/{child.Name}", ct).ConfigureAwait(false);
            return;
        }
        var target = directory.File(relativePath);
        if (File.Exists(target)) throw new ArgumentException($"{nameof(LogModelOptions.CodePaths)} holds two things that would be '{relativePath}' in the model.");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var from = File.OpenRead(source.FullName);
        using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        await from.CopyToAsync(to, ct).ConfigureAwait(false);
    }
}
