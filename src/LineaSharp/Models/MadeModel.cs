using LineaSharp.Formats;
using LineaSharp.Internal;

namespace LineaSharp.Models;

/// <summary>A model directory that is there already, such as one that Python made (<see cref="ModelDirectory.Open"/>): it is saved as it is, under the flavor that it has.</summary>
internal sealed class MadeModel : IModelFlavor
{
    public string Name => "model directory";

    public bool CanSave(object model) => model is ModelDirectory;

    public bool Reads(string flavor) => false;

    public bool CanLoadAs(Type type) => false;

    /// <summary>The model's own flavor comes before that of every model which Python can load.</summary>
    public string FlavorOf(object model) =>
        ((ModelDirectory)model).Manifest.Flavors.Keys is var flavors && (flavors.FirstOrDefault(f => f != "python_function") ?? flavors.FirstOrDefault()) is { } flavor ? flavor
            : throw new LineaException(ErrorCode.NotSupported, $"The MLmodel file of '{((ModelDirectory)model).Path}' names no flavor, so nothing could ever load the model.");

    /// <summary>Copies the files of a directory into one of the store's own, which is the same model.</summary>
    /// <exception cref="ArgumentException">The options describe the model itself, which the directory does already.</exception>
    public static async Task<ModelDirectory> CopyAsync(ModelDirectory made, ModelDirectory into, LogModelOptions options, CancellationToken cancellationToken)
    {
        if (options is not { Signature: null, InputExample: null, Metadata: null, PipRequirements: null, ExtraPipRequirements: null, CondaEnv: null, CodePaths: null, Prompts: null })
            throw new ArgumentException("A model directory is saved as it is: signature, input example, metadata, requirements, code and prompts are those in it. Leave them out of LogModelOptions.");
        // All of it is looked at before the first byte is copied.
        foreach (var (path, _) in DirectoryFormat.ListFiles(made.Path, cancellationToken))
        {
            using var source = SourceFile.Open(Path.Combine(made.Path, path));
            Directory.CreateDirectory(Path.GetDirectoryName(into.File(path))!);
            await VerifiedCopy.ToNewFileAsync(source, into.File(path), null, cancellationToken).ConfigureAwait(false);
        }
        return ModelDirectory.Open(into.Path, isTrusted: true);
    }

    public Task SaveAsync(object model, ModelDirectory directory, CancellationToken cancellationToken) => throw new NotSupportedException("A directory is copied, and not written.");

    public Task<object> LoadAsync(ModelDirectory directory, Type type, CancellationToken cancellationToken) => throw new NotSupportedException("It loads nothing.");
}
