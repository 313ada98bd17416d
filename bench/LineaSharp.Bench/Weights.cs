using LineaSharp.Models;

namespace LineaSharp.Bench;

/// <summary>The smallest thing that is a model: one file of weights.</summary>
internal sealed record Weights(byte[] Bytes);

/// <summary>Stands for a real flavor, so that the figures are of the store and not of a machine learning library.</summary>
internal sealed class WeightsFlavor : ModelFlavor<Weights>
{
    private const string FileName = "weights.bin";

    public override string Name => "weights";

    protected override Task SaveAsync(Weights model, ModelDirectory directory, CancellationToken cancellationToken)
    {
        directory.Manifest.AddFlavor(Name, new() { ["data"] = FileName });
        return File.WriteAllBytesAsync(directory.File(FileName), model.Bytes, cancellationToken);
    }

    protected override async Task<Weights> LoadAsync(ModelDirectory directory, CancellationToken cancellationToken) =>
        new(await File.ReadAllBytesAsync(directory.File(FileName), cancellationToken));
}
