using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>A live server that asks who calls (<c>--app-name basic-auth</c>); MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD are those of a user there.</summary>
[Trait("needs", "live-server")]
public sealed class LiveIdentityTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly string? _name = Environment.GetEnvironmentVariable("MLFLOW_TRACKING_USERNAME");
    private readonly string? _password = Environment.GetEnvironmentVariable("MLFLOW_TRACKING_PASSWORD");

    public async ValueTask InitializeAsync()
    {
        LiveServer.Client();
        Assert.SkipWhen(string.IsNullOrEmpty(_name) || string.IsNullOrEmpty(_password), "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD name no user of the server.");
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(LiveServer.Uri + "/version"), TestContext.Current.CancellationToken);
        Assert.SkipUnless(answer.StatusCode == System.Net.HttpStatusCode.Unauthorized, "The server asks no one who calls.");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }

    [Fact]
    public async Task Variables_a_credentials_file_and_options_each_name_the_caller()
    {
        await File.WriteAllTextAsync(_folder.File("credentials"), $"[mlflow]\nmlflow_tracking_username = {_name}\nmlflow_tracking_password = {_password!.Replace("%", "%%", StringComparison.Ordinal)}\n");
        foreach (var http in (MlflowHttpOptions[])[
            new(), new() { Environment = _ => null, CredentialsFile = _folder.File("credentials") }, new() { Environment = _ => null, Username = _name, Password = _password }])
            Assert.Equal("Default", (await Client(http).GetExperimentAsync("0")).Name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wr0ng-pass-word")]
    public async Task Nobody_and_a_wrong_password_are_refused_and_not_told(string? password)
    {
        var nobody = Client(new MlflowHttpOptions { Environment = _ => null, CredentialsFile = _folder.File("none"), Username = password is null ? null : _name, Password = password });

        var refusal = await Assert.ThrowsAsync<MlflowException>(() => nobody.GetExperimentAsync("0"));

        Assert.Equal(ErrorCode.PermissionDenied, refusal.Code);
        Assert.DoesNotContain("wr0ng", refusal.ToString(), StringComparison.Ordinal);
    }

    private static MlflowClient Client(MlflowHttpOptions http) => new(new MlflowClientOptions { TrackingUri = LiveServer.Uri, Http = http });
}
