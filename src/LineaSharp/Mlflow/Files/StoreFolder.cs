using System.Text;
using LineaSharp.Internal.Yaml;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow.Files;

/// <summary>
/// A folder of a file store, and what may be read in it. Names from outside keep the rule of <see cref="RelativePath"/>; links are refused, since they may lead
/// anywhere; a text is held in memory and so has a greatest size. What cannot be used is CorruptArtifact, naming the file.
/// </summary>
internal sealed class StoreFolder
{
    /// <summary>Bytes of a param, tag or alias. MLflow itself allows far less.</summary>
    private const int MaxText = YamlReader.MaxSize;

    private const string MetaName = "meta.yaml";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private StoreFolder(string path) => FullPath = path;

    public string FullPath { get; }

    public string Name => Path.GetFileName(FullPath);

    /// <summary>The folder that this one was found in.</summary>
    public StoreFolder Parent => new(Path.GetDirectoryName(FullPath)!);

    public static StoreFolder Root(string path) => Directory.Exists(path) ? new StoreFolder(path) : throw LineaException.NoFileStore(path);

    /// <summary>
    /// The names of the folders in here that something is kept in, told by its <c>meta.yaml</c>, ordinal; links among them, which <see cref="Open"/> refuses.
    /// </summary>
    public IEnumerable<string> Entries() =>
        Directory.EnumerateDirectories(FullPath).Where(p => File.Exists(Path.Combine(p, MetaName))).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal);

    /// <summary>The folders of these entries, without what cannot be opened: for looking something up in them.</summary>
    public IEnumerable<StoreFolder> OpenEntries() =>
        Entries().Where(n => RelativePath.IsName(n) && !IsLink(Path.Combine(FullPath, n))).Select(n => new StoreFolder(Path.Combine(FullPath, n)));

    /// <summary>The folder of a name that comes from outside, or null when there is none. A name that is no name is that of no folder.</summary>
    /// <exception cref="LineaException">CorruptArtifact: it is a link.</exception>
    public StoreFolder? Find(string name)
    {
        if (!RelativePath.IsName(name)) return null;
        var path = Path.Combine(FullPath, name);
        if (!Directory.Exists(path)) return null;
        RefuseLink(path);
        return new StoreFolder(path);
    }

    /// <summary>The folder of a name that was found in here.</summary>
    /// <exception cref="LineaException">CorruptArtifact: it is a link, or its name breaks the rule for paths.</exception>
    public StoreFolder Open(string name) =>
        Find(name) ?? throw LineaException.DamagedFile(Path.Combine(FullPath, name), "its name breaks the rule for names in paths, or it has just been removed");

    /// <summary>What describes the thing whose folder this is; null where nothing does, as in a folder that is only just being made.</summary>
    public MetaFile? FindMeta()
    {
        var path = Path.Combine(FullPath, MetaName);
        return File.Exists(path) ? MetaFile.Read(path, ReadText(path)) : null;
    }

    /// <summary>The files below a folder in here, as keys and their contents; a key may have slashes.</summary>
    public IReadOnlyDictionary<string, string> Texts(string folder) =>
        Files(folder).ToDictionary(f => f.Key, f => ReadText(f.Path), StringComparer.Ordinal);

    /// <summary>The content of one file below a folder in here, or null when there is none.</summary>
    public string? FindText(string folder, string key) => FindFile(folder, key) is { } path ? ReadText(path) : null;

    /// <summary>The file of a key below a folder in here, or null when there is none.</summary>
    public string? FindFile(string folder, string key)
    {
        if (key.Split('/').Any(step => !RelativePath.IsName(step))) return null;
        var path = Path.Combine([FullPath, folder, .. key.Split('/')]);
        if (!File.Exists(path)) return null;
        for (var step = path; step.Length > FullPath.Length; step = Path.GetDirectoryName(step)!) RefuseLink(step);
        return path;
    }

    /// <summary>All files below a folder in here by key, ordinal.</summary>
    public IReadOnlyList<(string Key, string Path)> Files(string folder)
    {
        var root = Path.Combine(FullPath, folder);
        var files = new List<(string Key, string Path)>();
        if (Directory.Exists(root)) AddFiles(new DirectoryInfo(root), "", files);
        files.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return files;
    }

    /// <summary>The lines of a file, one at a time.</summary>
    public static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(OpenRead(path), StrictUtf8, detectEncodingFromByteOrderMarks: false);
        while (NextLine(reader, path) is { } line) yield return line;
    }

    private static string? NextLine(StreamReader reader, string path)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException e)
        {
            throw LineaException.DamagedFile(path, "it is no UTF-8 text", e);
        }
    }

    private static void AddFiles(DirectoryInfo folder, string prefix, List<(string Key, string Path)> files)
    {
        RefuseLink(folder.FullName);
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var key = prefix + entry.Name;
            if (entry is DirectoryInfo below)
            {
                AddFiles(below, key + "/", files);
                continue;
            }
            RefuseLink(entry.FullName);
            if (!RelativePath.IsName(entry.Name)) throw LineaException.DamagedFile(entry.FullName, "its name breaks the rule for names in paths");
            files.Add((key, entry.FullName));
        }
    }

    private static string ReadText(string path)
    {
        RefuseLink(path);
        using var stream = OpenRead(path);
        if (stream.Length > MaxText) throw LineaException.DamagedFile(path, $"it has {stream.Length} bytes, and at most {MaxText} are read");
        var bytes = new byte[stream.Length];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException e)
        {
            throw LineaException.DamagedFile(path, "it is no UTF-8 text", e);
        }
    }

    private static FileStream OpenRead(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static void RefuseLink(string path)
    {
        if (IsLink(path)) throw LineaException.DamagedFile(path, "it is a link, which may lead anywhere");
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;
}
