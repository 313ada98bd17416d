using LineaSharp.Repositories;

namespace LineaSharp.Models;

/// <summary>A local directory in MLflow's model format: the file <c>MLmodel</c> beside the model's files.</summary>
public sealed class ModelDirectory
{
    /// <summary>The name of the manifest's file.</summary>
    public const string ManifestFile = "MLmodel";

    private ModelDirectory(string path, MLmodel manifest)
    {
        Path = path;
        Manifest = manifest;
    }

    /// <summary>The directory's absolute local path.</summary>
    public string Path { get; }

    /// <summary>What the MLmodel file says, or will say.</summary>
    public MLmodel Manifest { get; }

    /// <summary>Starts a new model directory in an existing folder; the MLmodel file is written by <see cref="WriteManifest"/>.</summary>
    public static ModelDirectory Create(string path) => new(System.IO.Path.GetFullPath(path), new MLmodel());

    /// <summary>Opens a directory that holds an MLmodel file.</summary>
    /// <exception cref="LineaException">NotFound: there is no MLmodel file. CorruptArtifact: it is no valid MLmodel file.</exception>
    public static ModelDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var file = System.IO.Path.Combine(full, ManifestFile);
        if (!System.IO.File.Exists(file))
            throw new LineaException(ErrorCode.NotFound, $"'{full}' is no model directory: it has no file '{ManifestFile}'.");
        return new ModelDirectory(full, MLmodel.Parse(System.IO.File.ReadAllText(file)));
    }

    /// <summary>The local path of a file of the model, checked to lie inside the directory.</summary>
    /// <param name="relativePath">As written in the manifest: relative, separated by <c>/</c>.</param>
    /// <exception cref="LineaException">CorruptArtifact: the path leads outside the directory.</exception>
    public string File(string relativePath) => RelativePath.Resolve(Path, relativePath, $"the model directory's {ManifestFile}");

    /// <summary>
    /// Writes what belongs to every model, after the flavor has written its own files: the signature and metadata that the caller gave, the
    /// environment files, the input example, code, the size, and the MLmodel file.
    /// </summary>
    /// <param name="options">The caller's choices; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the writing; the directory is then incomplete.</param>
    /// <exception cref="ArgumentException">Options contradict each other, or name files that are not there.</exception>
    public Task CompleteAsync(LogModelOptions? options, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Writes the manifest to the MLmodel file.</summary>
    public void WriteManifest() => System.IO.File.WriteAllText(System.IO.Path.Combine(Path, ManifestFile), Manifest.ToYaml());
}
