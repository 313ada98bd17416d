using LineaSharp.Backends;
using Xunit;

namespace LineaSharp.Tests.Store;

/// <summary>The routing table, row by row.</summary>
public sealed class RoutingTests
{
    [Theory]
    // tracking URI, default backend, requested, where a model goes (null: NotConfigured)
    [InlineData(null, null, null, "linea")]
    [InlineData(null, "mlflow", null, "linea")]
    [InlineData(null, "linea", null, "linea")]
    [InlineData(null, null, "mlflow", null)]
    [InlineData(null, "linea", "mlflow", null)]
    [InlineData("sqlite:///m.db", null, null, "mlflow")]
    [InlineData("sqlite:///m.db", "mlflow", null, "mlflow")]
    [InlineData("sqlite:///m.db", "linea", null, "linea")]
    [InlineData("sqlite:///m.db", "linea", "mlflow", "mlflow")]
    [InlineData("sqlite:///m.db", null, "mlflow", "mlflow")]
    [InlineData("sqlite:///m.db", "mlflow", "linea", "linea")]
    [InlineData("sqlite:///m.db", "mlflow", "lineapy", "linea")]
    [InlineData(null, null, "linea", "linea")]
    public void A_model_goes_where_the_table_says(string? trackingUri, string? defaultBackend, string? requested, string? expected)
    {
        var options = TestStore.NewOptions("/nowhere");
        options.Set("mlflow_tracking_uri", trackingUri);
        options.Set("default_ml_models_storage_backend", defaultBackend);

        if (expected is null)
        {
            var error = Assert.Throws<LineaException>(() => Routing.Choose(requested, isModel: true, options));
            Assert.Equal(ErrorCode.NotConfigured, error.Code);
            Assert.Contains("mlflow_tracking_uri", error.Message, StringComparison.Ordinal);
            return;
        }
        var placement = Routing.Choose(requested, isModel: true, options);

        Assert.Equal(expected, placement.UsedBackend);
        Assert.Equal(requested == "lineapy" ? "linea" : requested, placement.RequestedBackend);
        Assert.NotEmpty(placement.Reason);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sqlite:///m.db")]
    public void What_no_flavor_supports_goes_to_linea_and_the_fallback_is_told(string? trackingUri)
    {
        using var test = new TestStore();
        test.Options.Set("mlflow_tracking_uri", trackingUri);

        var asked = test.Store.Save("just text", "text", storageBackend: "mlflow");
        var silent = test.Store.Save("just text", "text");

        Assert.Equal(("mlflow", "linea"), (asked.Placement.RequestedBackend, asked.Placement.UsedBackend));
        Assert.Contains("no model", asked.Placement.Reason, StringComparison.Ordinal);
        Assert.Equal(asked.Placement, test.Store.Get("text", 0).Placement);
        Assert.Null(silent.Placement.RequestedBackend);
        Assert.Contains("no model", Assert.Single(test.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_backend_is_refused_with_the_known_ones()
    {
        using var test = new TestStore();

        var error = Assert.Throws<ArgumentException>(() => test.Store.Save("x", "x", storageBackend: "mlfow"));

        Assert.Contains("linea, mlflow", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(test.Home), "It was refused before any work.");
    }
}
