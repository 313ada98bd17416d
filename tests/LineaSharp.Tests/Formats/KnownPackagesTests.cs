using LineaSharp.Formats;
using Xunit;

namespace Microsoft.ML
{
    internal interface ITransformer;

    internal sealed class SomeTransformer : ITransformer;
}

namespace Microsoft.ML.OnnxRuntime
{
    internal sealed class InferenceSession;
}

namespace LineaSharp.XGBoost
{
    internal sealed class Booster;
}

namespace LineaSharp.LightGbm
{
    internal sealed class Booster;
}

#pragma warning disable CS8981 // the package's own names
namespace TorchSharp
{
    internal static class torch
    {
        public static class nn
        {
            public class Module;
        }
    }
}
#pragma warning restore CS8981

namespace LineaSharp.Tests.Formats
{
    /// <summary>Types of the same full names stand in for those of the packages.</summary>
    public sealed class KnownPackagesTests
    {
        private sealed class MyNet : TorchSharp.torch.nn.Module;

        [Fact]
        public void A_value_is_known_by_its_type_a_base_type_or_an_interface()
        {
            Assert.Equal("LineaSharp.MLNet: add the package and Linea.Use(new MLNetFlavor())", KnownPackages.Find(typeof(Microsoft.ML.SomeTransformer)));
            Assert.StartsWith("LineaSharp.Onnx:", KnownPackages.Find(typeof(Microsoft.ML.OnnxRuntime.InferenceSession)), StringComparison.Ordinal);
            Assert.StartsWith("LineaSharp.XGBoost:", KnownPackages.Find(typeof(LineaSharp.XGBoost.Booster)), StringComparison.Ordinal);
            Assert.StartsWith("LineaSharp.LightGbm:", KnownPackages.Find(typeof(LineaSharp.LightGbm.Booster)), StringComparison.Ordinal);
            Assert.StartsWith("LineaSharp.TorchSharp:", KnownPackages.Find(typeof(MyNet)), StringComparison.Ordinal);
        }

        [Fact]
        public void Other_values_are_not()
        {
            Assert.Null(KnownPackages.Find(typeof(string)));
            Assert.Null(KnownPackages.Find(typeof(List<int>)));
            Assert.Null(KnownPackages.Find("json"));
        }

        [Theory]
        [InlineData("mlnet", "LineaSharp.MLNet")]
        [InlineData("onnx", "LineaSharp.Onnx")]
        [InlineData("xgboost", "LineaSharp.XGBoost")]
        [InlineData("lightgbm", "LineaSharp.LightGbm")]
        [InlineData("sklearn", "LineaSharp.Python")]
        [InlineData("prophet", "LineaSharp.Python")]
        [InlineData("keras", "LineaSharp.Python")]
        [InlineData("parquet", "LineaSharp.DataFrames")]
        public void A_recorded_name_leads_to_its_package(string name, string package) =>
            Assert.StartsWith(package + ": add the package", KnownPackages.Find(name), StringComparison.Ordinal);
    }
}
