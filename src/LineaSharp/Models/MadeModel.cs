using LineaSharp.Formats;
using LineaSharp.Internal;
using LineaSharp.Repositories;

namespace LineaSharp.Models;

/// <summary>A model directory that is there already, such as one that Python made (<see cref="ModelDirectory.Open"/>): it is saved as it is on the disk, under the flavor that it has.</summary>
internal sealed class MadeModel : IStorePart
{
    public static MadeModel Writer { get; } = new();

    public string Name => "model directory";

    /// <summary>Copies the files into a directory of the store's own.</summary>
    /// <returns>The copy, and its flavor: the model's own comes before that of every model which Python can load.</returns>
    /// <exception cref="ArgumentException">The options describe the model itself, which the directory does already.</exception>
    /// <exception cref="LineaException">NotFound, CorruptArtifact: it is no model directory any more. NotSupported: nothing could load the model, or there is a link below it.</exception>
    public static async Task<(ModelDirectory Copy, string Flavor)> CopyAsync(ModelDirectory made, string into, LogModelOptions options, CancellationToken cancellationToken)
    {
        if (options is not { Signature: null, InputExample: null, Metadata: null, PipRequirements: null, ExtraPipRequirements: null, CondaEnv: null, CodePaths: null, Prompts: null })
            throw new ArgumentException("A model directory is saved as it is: signature, input example, metadata, requirements, code and prompts are those in it. Leave them out of LogModelOptions.");
        var flavors = ModelDirectory.Open(made.Path).Manifest.Flavors.Keys;
        var flavor = flavors.FirstOrDefault(f => f != "python_function") ?? flavors.FirstOrDefault()
            ?? throw new LineaException(ErrorCode.NotSupported, $"The MLmodel file of '{made.Path}' names no flavor, so nothing could ever load the model.");
        // All of it is looked at before the first byte is copied.
        foreach (var (path, _) in DirectoryFormat.ListFiles(made.Path, cancellationToken))
        {
            var target = RelativePath.Resolve(into, path, "the model being saved");
            using var source = SourceFile.Open(Path.Combine(made.Path, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await VerifiedCopy.ToNewFileAsync(source, target, null, cancellationToken).ConfigureAwait(false);
        }
        return (ModelDirectory.Open(into, isTrusted: true), flavor);
    }
}
