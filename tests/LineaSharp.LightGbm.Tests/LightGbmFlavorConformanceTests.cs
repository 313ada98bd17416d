using LineaSharp.Models;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.LightGbm.Tests;

public sealed class LightGbmFlavorConformanceTests : FlavorConformance<Booster>
{
    protected override IModelFlavor Flavor { get; } = new LightGbmFlavor();

    protected override bool FilesCarryChecksums => false;

    protected override int Flips => 400;

    protected override Booster Make() => Some.Classifier();

    protected override void AssertSame(Booster expected, Booster actual)
    {
        var values = Some.Values(seed: 2);
        foreach (var kind in Enum.GetValues<PredictionKind>())
            Assert.Equal(expected.Predict(values, new() { Kind = kind }).Values, actual.Predict(values, new() { Kind = kind }).Values);
    }
}
