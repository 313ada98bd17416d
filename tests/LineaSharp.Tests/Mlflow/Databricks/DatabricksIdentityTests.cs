using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Databricks;

public sealed class DatabricksIdentityTests : DatabricksCase
{
    private const string Profiles = """
        ; kept by the command line tool
        [DEFAULT]
        host = https://adb-1.example/?o=12
        token = dapi-secret

        [robot]
        host = adb-1.example
        client_id = robot
        client_secret = robot-secret

        [other]
        host = https://adb-2.example
        token = other-secret

        [empty]
        host = https://adb-3.example
        """;

    [Fact]
    public async Task The_environment_names_host_and_token()
    {
        UseToken();

        await Client().CreateExperimentAsync("/Users/me/x", cancellationToken: Stop);

        Assert.Equal("Bearer dapi-secret", Assert.Single(Databricks.Requests).Authorization);
    }

    [Fact]
    public void A_workspace_is_known_by_its_host_and_Unity_Catalog_is_its_registry()
    {
        UseToken();

        var client = Client();

        Assert.Equal("https://adb-1.example", client.TrackingUri);
        Assert.Equal("databricks-uc+https://adb-1.example", client.RegistryUri);
    }

    [Fact]
    public async Task Stored_addresses_find_the_profile_of_their_host()
    {
        WriteProfiles(Profiles);

        var client = Client("https://adb-1.example", "databricks-uc+https://adb-1.example");
        await client.CreateExperimentAsync("/Users/me/x", cancellationToken: Stop);
        await client.CreateRegisteredModelAsync("a.b.c", cancellationToken: Stop);

        Assert.All(Databricks.Requests, r => Assert.Equal("Bearer dapi-secret", r.Authorization));
        Assert.Equal(("https://adb-1.example", "databricks-uc+https://adb-1.example"), (client.TrackingUri, client.RegistryUri));
    }

    [Fact]
    public void Several_profiles_of_a_host_need_a_choice()
    {
        WriteProfiles("[a]\nhost = adb-1.example\ntoken = secret-a\n[b]\nhost = adb-1.example\ntoken = secret-b\n");

        var error = Assert.Throws<LineaException>(() => Client("https://adb-1.example"));

        Assert.Equal(ErrorCode.NotConfigured, error.Code);
        Assert.Contains("a, b", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Variables["DATABRICKS_CONFIG_PROFILE"] = "b";
        Assert.Equal("https://adb-1.example", Client("https://adb-1.example").TrackingUri);
    }

    [Fact]
    public async Task A_host_without_credentials_here_is_an_MLflow_server_like_any_other()
    {
        WriteProfiles(Profiles);
        Variables["MLFLOW_TRACKING_TOKEN"] = "of-the-server";

        await Assert.ThrowsAsync<MlflowException>(() => Client("https://mlflow.example").CreateExperimentAsync("x", cancellationToken: Stop));

        Assert.All(Databricks.Requests, r => Assert.Equal("Bearer of-the-server", r.Authorization));
    }

    [Fact]
    public async Task A_profile_without_credentials_leaves_its_host_to_MLflows_own()
    {
        WriteProfiles("[cli]\nhost = adb-1.example\nauth_type = databricks-cli\n");
        Variables["MLFLOW_TRACKING_TOKEN"] = "dapi-secret";

        await Client("https://adb-1.example").CreateExperimentAsync("x", cancellationToken: Stop);

        Assert.Equal("Bearer dapi-secret", Assert.Single(Databricks.Requests).Authorization);
    }

    [Fact]
    public async Task A_host_in_the_environment_may_have_its_credentials_in_a_profile()
    {
        WriteProfiles(Profiles.Replace("token = dapi-secret", "", StringComparison.Ordinal));
        Variables["DATABRICKS_HOST"] = "adb-1.example";
        Databricks.Tokens.Enqueue("t1");
        Databricks.Accepted.Add("Bearer t1");

        await Client().CreateExperimentAsync("/Users/me/x", cancellationToken: Stop);

        Assert.Equal("Bearer t1", Databricks.Requests.Last().Authorization);
    }

    [Fact]
    public async Task Without_a_host_the_profile_DEFAULT_is_taken()
    {
        WriteProfiles(Profiles);

        await Client().CreateExperimentAsync("/Users/me/x", cancellationToken: Stop);

        Assert.Equal("Bearer dapi-secret", Assert.Single(Databricks.Requests).Authorization);
    }

    [Fact]
    public void The_environment_may_name_another_profile()
    {
        WriteProfiles(Profiles);
        Variables["DATABRICKS_CONFIG_PROFILE"] = "other";

        Assert.Equal("https://adb-2.example", Client().TrackingUri);
    }

    [Fact]
    public async Task A_named_profile_uses_nothing_of_the_environment()
    {
        WriteProfiles(Profiles);
        Variables["DATABRICKS_HOST"] = "https://adb-9.example";
        Variables["DATABRICKS_TOKEN"] = "of-the-environment";
        Variables["DATABRICKS_CLIENT_ID"] = "x";
        Databricks.Accepted.Add("Bearer other-secret");

        var client = Client("databricks://other");
        await client.CreateExperimentAsync("/Users/me/x", cancellationToken: Stop);

        Assert.Equal("https://adb-2.example", client.TrackingUri);
        Assert.Equal("Bearer other-secret", Assert.Single(Databricks.Requests).Authorization);
    }

    [Fact]
    public async Task MLflows_own_credentials_do_not_go_to_Databricks()
    {
        UseToken();
        Variables["MLFLOW_TRACKING_USERNAME"] = "somebody";
        Variables["MLFLOW_TRACKING_PASSWORD"] = "elsewhere";

        await Client().CreateExperimentAsync("/Users/me/x", cancellationToken: Stop);

        Assert.Equal("Bearer dapi-secret", Assert.Single(Databricks.Requests).Authorization);
    }

    [Theory]
    [InlineData("databricks:/x", "two slashes")]
    [InlineData("databricks://", "names no profile")]
    [InlineData("databricks://a/b", "one name")]
    [InlineData("databricks-uc", "Unity Catalog keeps registered models only")]
    [InlineData("databricks://scope:prefix", "secret scope")]
    [InlineData("databricks://missing", "no profile 'missing'")]
    [InlineData("databricks://empty", "no credentials")]
    public void What_cannot_be_an_address_says_why(string uri, string words)
    {
        WriteProfiles(Profiles);

        var error = Assert.Throws<LineaException>(() => Client(uri, http: Http with { Handler = null }));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://adb-1.example", "https:// only")]
    [InlineData("ftp://adb-1.example", "no https://host")]
    [InlineData("https://me:pass-word@adb-1.example", "do not belong")]
    public void A_host_that_would_give_credentials_away_is_refused(string host, string words)
    {
        Variables["DATABRICKS_HOST"] = host;
        Variables["DATABRICKS_TOKEN"] = "dapi-secret";

        var error = Assert.Throws<LineaException>(() => Client());

        Assert.Equal(ErrorCode.NotConfigured, error.Code);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass-word", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("dapi-secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_configured_says_what_to_set()
    {
        var error = Assert.Throws<LineaException>(() => Client());

        Assert.Equal(ErrorCode.NotConfigured, error.Code);
        Assert.Contains("DATABRICKS_HOST and DATABRICKS_TOKEN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_the_credentials_says_which_half_is_missing()
    {
        Variables["DATABRICKS_HOST"] = FakeDatabricks.Host;
        Variables["DATABRICKS_CLIENT_SECRET"] = "robot-secret";

        var error = Assert.Throws<LineaException>(() => Client());

        Assert.Contains("no client_id", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("robot-secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_goes_to_no_host_that_a_redirect_names()
    {
        UseToken();
        Databricks.Accepted.Add("");
        Databricks.Instead = r => r.Uri.Host == "adb-1.example"
            ? new HttpResponseMessage(System.Net.HttpStatusCode.Redirect) { Headers = { Location = new Uri("https://elsewhere.example/x") } }
            : FakeDatabricks.Json(new System.Text.Json.Nodes.JsonObject());

        await Assert.ThrowsAsync<MlflowException>(() => Client().GetRunAsync("r1", Stop));

        Assert.Equal(["adb-1.example", "elsewhere.example"], Databricks.Requests.Select(r => r.Uri.Host));
        Assert.Null(Databricks.Requests.Last().Authorization);
        Assert.DoesNotContain(Databricks.Requests.Last().Headers, h => h.Value.Contains("dapi", StringComparison.Ordinal));
    }
}
