using LineaSharp.Mlflow;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

public sealed class SqliteSearchTests(MlflowFiles files) : TrackingSearchConformance, IClassFixture<MlflowFiles>
{
    protected override MlflowClient Client { get; } = files.Client();
}
