using LineaSharp.Models;
using LineaSharp.Testing;
using Microsoft.ML;
using Xunit;

namespace LineaSharp.MLNet.Tests;

public sealed class MLNetModelConformanceTests : FlavorConformance<MLNetModel>
{
    protected override IModelFlavor Flavor { get; } = new MLNetFlavor();

    protected override MLNetModel Make() => Some.Classifier();

    protected override void AssertSame(MLNetModel expected, MLNetModel actual)
    {
        Assert.Equal(Some.Scores(expected.Transformer), Some.Scores(actual.Transformer));
        Assert.Equal(expected.InputSchema?.Select(c => (c.Name, c.Type)), actual.InputSchema?.Select(c => (c.Name, c.Type)));
    }
}

public sealed class TransformerConformanceTests : FlavorConformance<ITransformer>
{
    protected override IModelFlavor Flavor { get; } = new MLNetFlavor();

    protected override int Flips => 20;

    protected override ITransformer Make() => Some.Classifier().Transformer;

    protected override void AssertSame(ITransformer expected, ITransformer actual) => Assert.Equal(Some.Scores(expected), Some.Scores(actual));
}
