using LineaSharp.Models;

namespace LineaSharp.Tests.Store;

/// <summary>The smallest model there is: a text.</summary>
public sealed record TextModel(string Text);

/// <summary>Lays a <see cref="TextModel"/> out as a model directory.</summary>
public sealed class TextModelFlavor : ModelFlavor<TextModel>
{
    public override string Name => "textmodel";

    protected override async Task SaveAsync(TextModel model, ModelDirectory directory, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(directory.File("model.txt"), model.Text, cancellationToken);
        directory.Manifest.AddFlavor(Name, new FlavorConfiguration { ["data"] = "model.txt" });
    }

    protected override async Task<TextModel> LoadAsync(ModelDirectory directory, CancellationToken cancellationToken) =>
        new(await File.ReadAllTextAsync(directory.File("model.txt"), cancellationToken));
}
