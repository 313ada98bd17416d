using Xunit;
using LineaSharp.Mlflow;
using LineaSharp.Mlflow.Search;

namespace LineaSharp.Tests.Mlflow.Search;

public sealed class PageTokenTests
{
    private static readonly LoggedModelSearch Search = new()
    {
        ExperimentIds = ["4", "5"],
        Filter = "name = 'é'",
        OrderBy = [new LoggedModelOrder("metrics.f1", Ascending: false) { DatasetName = "iris" }],
    };

    [Fact]
    public void A_token_is_the_one_that_MLflow_would_give() => Assert.Equal("eyJvZmZzZXQiOiAyfQ==", PageToken.Write(2));

    [Fact]
    public void A_token_reads_back() => Assert.Equal(12345, PageToken.Read(PageToken.Write(12345)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_token_is_the_first_page(string? token) => Assert.Equal(0, PageToken.Read(token));

    [Theory]
    [InlineData("bad")]
    [InlineData("not-a-token")]
    [InlineData("e30=")]
    [InlineData("W10=")]
    [InlineData("eyJvZmZzZXQiOiAwfQ==")]
    [InlineData("eyJvZmZzZXQiOiAtMX0=")]
    [InlineData("eyJvZmZzZXQiOiB7fX0=")]
    public void What_is_no_token_is_refused(string token) =>
        Assert.Equal("INVALID_PARAMETER_VALUE", Assert.Throws<MlflowException>(() => PageToken.Read(token)).MlflowErrorCode);

    [Fact]
    public void A_token_of_logged_models_reads_back_for_the_same_search() =>
        Assert.Equal(7, LoggedModelPageToken.Read(Search with { PageToken = LoggedModelPageToken.Write(Search, 7) }));

    [Fact]
    public void A_token_of_logged_models_that_MLflow_gave_is_read()
    {
        var search = new LoggedModelSearch
        {
            ExperimentIds = ["4"],
            PageToken = "eyJleHBlcmltZW50X2lkcyI6IFsiNCJdLCAiZmlsdGVyX3N0cmluZyI6IG51bGwsICJvcmRlcl9ieSI6IG51bGwsICJvZmZzZXQiOiAyfQ==",
        };

        Assert.Equal(2, LoggedModelPageToken.Read(search));
    }

    [Fact]
    public void A_token_of_logged_models_is_refused_for_another_search()
    {
        var token = LoggedModelPageToken.Write(Search, 7);

        Assert.Throws<MlflowException>(() => LoggedModelPageToken.Read(Search with { PageToken = token, ExperimentIds = ["4"] }));
        Assert.Throws<MlflowException>(() => LoggedModelPageToken.Read(Search with { PageToken = token, Filter = null }));
        Assert.Throws<MlflowException>(() => LoggedModelPageToken.Read(Search with { PageToken = token, OrderBy = [] }));
    }
}
