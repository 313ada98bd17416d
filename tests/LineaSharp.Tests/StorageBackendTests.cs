using Xunit;

namespace LineaSharp.Tests;

public sealed class StorageBackendTests
{
    [Theory]
    [InlineData("linea", "linea")]
    [InlineData("LINEA", "linea")]
    [InlineData("lineapy", "linea")]
    [InlineData("LineaPy", "linea")]
    [InlineData("MLflow", "mlflow")]
    public void A_name_is_read_in_any_case(string name, string backend) => Assert.Equal(backend, StorageBackend.Parse(name));

    [Fact]
    public void An_unknown_name_is_an_error_that_lists_the_names() => Assert.StartsWith(
        "No storage backend 'mlfow'. Configured: linea, mlflow.", Assert.Throws<ArgumentException>(() => StorageBackend.Parse("mlfow")).Message, StringComparison.Ordinal);
}
