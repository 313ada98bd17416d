using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

public sealed class ModelUriTests
{
    [Theory]
    [InlineData("models:/clf/3", "clf", 3, null, null, false)]
    [InlineData("models:/my model/12", "my model", 12, null, null, false)]
    [InlineData("models:/clf/latest", "clf", null, null, null, true)]
    [InlineData("models:/clf/Latest", "clf", null, null, null, true)]
    [InlineData("models:/clf/Production", "clf", null, null, "Production", false)]
    [InlineData("models:/clf@champion", "clf", null, "champion", null, false)]
    [InlineData("models:/a@b@champion", "a@b", null, "champion", null, false)]
    public void A_uri_of_a_registered_model_is_read(string uri, string name, int? version, string? alias, string? stage, bool latest)
    {
        var read = ModelUri.Parse(uri);

        Assert.Equal((name, version, alias, stage, latest), (read.RegisteredName, read.Version, read.Alias, read.Stage, read.IsLatest));
    }

    [Fact]
    public void A_uri_of_a_logged_model_is_read() => Assert.Equal("m-0123", ModelUri.Parse("models:/m-0123").ModelId);

    [Theory]
    [InlineData("runs:/abc/model", "model")]
    [InlineData("runs:/abc/a/b/", "a/b")]
    public void A_uri_of_a_run_is_read(string uri, string path)
    {
        var read = ModelUri.Parse(uri);

        Assert.Equal(("abc", path), (read.RunId, read.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("clf/3")]
    [InlineData("models:/")]
    [InlineData("models:/clf/")]
    [InlineData("models:/clf/3/4")]
    [InlineData("models:/@champion")]
    [InlineData("models:/clf@")]
    [InlineData("models:/clf/99999999999")]
    [InlineData("runs:/abc")]
    [InlineData("runs:/abc/")]
    [InlineData("runs://abc/x")]
    [InlineData("s3://bucket/x")]
    public void A_text_that_is_no_model_uri_is_refused(string uri) => Assert.Throws<ArgumentException>(() => ModelUri.Parse(uri));
}
