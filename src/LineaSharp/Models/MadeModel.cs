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

    /// <summary>What the caller of a save may say of a model, and what is in the directory already.</summary>
    /// <exception cref="ArgumentException">The options describe the model itself.</exception>
    public static void Check(LogModelOptions options)
    {
        if (options is { Signature: null, InputExample: null, Metadata: null, PipRequirements: null, ExtraPipRequirements: null, CondaEnv: null, CodePaths: null, Prompts: null }) return;
        throw new ArgumentException("A model directory is saved as it is: signature, input example, metadata, requirements, code and prompts are those in it. Leave them out of LogModelOptions.");
    }

    public async Task SaveAsync(object model, ModelDirectory directory, CancellationToken cancellationToken)
    {
        var root = ((ModelDirectory)model).Path;
        // All of it is looked at before the first byte is copied.
        foreach (var (path, _) in DirectoryFormat.ListFiles(root, cancellationToken))
        {
            using var source = SourceFile.Open(Path.Combine(root, path));
            Directory.CreateDirectory(Path.GetDirectoryName(directory.File(path))!);
            await VerifiedCopy.ToNewFileAsync(source, directory.File(path), null, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<object> LoadAsync(ModelDirectory directory, Type type, CancellationToken cancellationToken) => throw new NotSupportedException("It loads nothing.");
}
