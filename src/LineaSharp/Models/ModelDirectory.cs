using LineaSharp.Internal.Yaml;
using LineaSharp.Repositories;

namespace LineaSharp.Models;

/// <summary>A local directory in MLflow's model format: the file <c>MLmodel</c> beside the model's files.</summary>
public sealed class ModelDirectory
{
    /// <summary>The name of the manifest's file.</summary>
    public const string ManifestFile = "MLmodel";

    private ModelDirectory(string path, MLmodel manifest, bool isTrusted)
    {
        Path = path;
        Manifest = manifest;
        IsTrusted = isTrusted;
    }

    /// <summary>The directory's absolute local path.</summary>
    public string Path { get; }

    /// <summary>What the MLmodel file says, or will say.</summary>
    public MLmodel Manifest { get; }

    /// <summary>
    /// Whether its files may be loaded in ways that run code in them, such as Python's pickles: they are those that this store recorded at save, or the caller said so. A
    /// flavor that would run code refuses a directory that is not trusted. Nothing in the directory itself can say it.
    /// </summary>
    public bool IsTrusted { get; }

    /// <summary>
    /// What the flavor's Python side needs (<c>xgboost==3.2.0</c>), added by the flavor; MLflow itself is added on its own. Empty for a flavor without Python.
    /// </summary>
    public IList<string> PipRequirements { get; } = [];

    /// <summary>Starts a new model directory in an existing folder; <see cref="CompleteAsync"/> writes the MLmodel file.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="timeProvider">Tells when the model was saved. The default is the system's clock.</param>
    public static ModelDirectory Create(string path, TimeProvider? timeProvider = null) =>
        new(System.IO.Path.GetFullPath(path), new MLmodel { UtcTimeCreated = (timeProvider ?? TimeProvider.System).GetUtcNow() }, isTrusted: true);

    /// <summary>Opens a directory that holds an MLmodel file.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="isTrusted">What <see cref="IsTrusted"/> says. The default is false.</param>
    /// <exception cref="LineaException">NotFound: there is no MLmodel file. CorruptArtifact: it is no valid MLmodel file.</exception>
    public static ModelDirectory Open(string path, bool isTrusted = false)
    {
        var full = System.IO.Path.GetFullPath(path);
        var file = System.IO.Path.Combine(full, ManifestFile);
        if (!System.IO.File.Exists(file))
            throw new LineaException(ErrorCode.NotFound, $"'{full}' is no model directory: it has no file '{ManifestFile}'.");
        var size = new FileInfo(file).Length;
        if (size > YamlReader.MaxSize) throw LineaException.YamlIsTooLarge("MLmodel file", size, YamlReader.MaxSize);
        return new ModelDirectory(full, MLmodel.Parse(System.IO.File.ReadAllText(file)), isTrusted);
    }

    /// <summary>The local path of a file of the model, checked to lie inside the directory.</summary>
    /// <param name="relativePath">As written in the manifest: relative, separated by <c>/</c>.</param>
    /// <exception cref="LineaException">CorruptArtifact: the path leads outside the directory.</exception>
    public string File(string relativePath) => RelativePath.Resolve(Path, relativePath, $"the model directory's {ManifestFile}");

    /// <summary>The local path of a file of the model that is there, as a file of its own: neither it nor a folder on the way is a link, which could lead anywhere.</summary>
    /// <param name="relativePath">As written in the manifest: relative, separated by <c>/</c>.</param>
    /// <exception cref="LineaException">CorruptArtifact: the path leads outside the directory, is or goes through a link, or there is no such file.</exception>
    public string ExistingFile(string relativePath)
    {
        var path = File(relativePath);
        for (var step = path; step.Length > Path.Length; step = System.IO.Path.GetDirectoryName(step)!)
            if (new FileInfo(step).LinkTarget is not null) throw LineaException.ModelFileIsLink(relativePath);
        return System.IO.File.Exists(path) ? path : throw LineaException.ModelFileIsMissing(relativePath);
    }

    /// <summary>
    /// Writes what belongs to every model, after the flavor has written its own files: the signature and metadata that the caller gave, the
    /// input example, the environment files, code, the size, and the MLmodel file.
    /// </summary>
    /// <param name="options">The caller's choices; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the writing; the directory is then incomplete.</param>
    /// <remarks>
    /// The environment files (<c>requirements.txt</c>, <c>conda.yaml</c>, <c>python_env.yaml</c>) are written for a model that Python can load
    /// (flavor <c>python_function</c>) and for one whose caller gave requirements. A flavor of .NET alone has none of them.
    /// </remarks>
    /// <exception cref="ArgumentException">Options contradict each other, name files that are not there, or hold values that the files cannot.</exception>
    public async Task CompleteAsync(LogModelOptions? options, CancellationToken cancellationToken)
    {
        options ??= new LogModelOptions();
        options.Check();
        Manifest.Signature = options.Signature ?? Manifest.Signature;
        Manifest.Metadata = options.Metadata ?? Manifest.Metadata;
        Manifest.Prompts = options.Prompts ?? Manifest.Prompts;
        if (options.InputExample is { } example) await example.WriteAsync(this, cancellationToken).ConfigureAwait(false);
        Manifest.ModelSizeBytes = SizeOfFiles();
        await EnvironmentFiles.WriteAsync(this, options, cancellationToken).ConfigureAwait(false);
        if (options.CodePaths is { Count: > 0 } code) await CodeFiles.CopyAsync(this, code, cancellationToken).ConfigureAwait(false);
        WriteManifest();
    }

    /// <summary>Writes the manifest to the MLmodel file, replacing one that is there.</summary>
    public void WriteManifest()
    {
        var file = System.IO.Path.Combine(Path, ManifestFile);
        // A new file every time, made as one: when a file that was cut to nothing is closed, though it was new, ext4 sends it to the disk at once.
        System.IO.File.Delete(file);
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(Manifest.ToYaml()));
    }

    private long SizeOfFiles() => new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories).Where(f => f.Name != ManifestFile).Sum(f => f.Length);
}
