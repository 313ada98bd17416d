using LineaSharp.Models;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Onnx.Tests;

public sealed class OnnxFlavorConformanceTests : FlavorConformance<OnnxModel>
{
    protected override IModelFlavor Flavor { get; } = new OnnxFlavor();

    protected override bool FilesCarryChecksums => false;

    protected override OnnxModel Make() => Some.Linear();

    protected override void AssertSame(OnnxModel expected, OnnxModel actual) => Assert.Equal(Some.Predictions(expected), Some.Predictions(actual));
}
