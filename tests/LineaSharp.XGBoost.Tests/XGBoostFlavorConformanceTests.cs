using LineaSharp.Models;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.XGBoost.Tests;

public abstract class XGBoostFlavorConformance(ModelFormat format) : FlavorConformance<Booster>
{
    protected override IModelFlavor Flavor { get; } = new XGBoostFlavor(format);

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

public sealed class XGBoostUbjFlavorConformanceTests() : XGBoostFlavorConformance(ModelFormat.Ubj);

public sealed class XGBoostJsonFlavorConformanceTests() : XGBoostFlavorConformance(ModelFormat.Json);
