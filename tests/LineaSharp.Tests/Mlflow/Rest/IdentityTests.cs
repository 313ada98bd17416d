using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

public sealed class IdentityTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nobody_is_who_says_nothing() => Assert.Null(await SentAsync(Clients.Quick));

    [Fact]
    public async Task A_name_and_password_of_the_options_are_sent() => Assert.Equal(Basic("ü:p:w"), await SentAsync(Clients.Quick with { Username = "ü", Password = "p:w" }));

    [Fact]
    public async Task A_token_of_the_options_is_sent() => Assert.Equal("Bearer t0ken", await SentAsync(Clients.Quick with { Token = " t0ken\n" }));

    [Fact]
    public async Task Credentials_in_the_URI_are_sent_and_told_nowhere()
    {
        using var server = FaultServer.Of(c => c.TextAsync(403, "text/plain", "no"));
        var client = Clients.Of(server.Address.Replace("://", "://us%40er:pa%2Fss@", StringComparison.Ordinal));

        var error = await Assert.ThrowsAsync<MlflowException>(() => client.GetRunAsync("r"));

        Assert.Equal(Basic("us@er:pa/ss"), Assert.Single(server.Requests).Header("Authorization"));
        Assert.Equal(server.Address, client.TrackingUri);
        foreach (var text in (string[])[error.ToString(), client.TrackingUri, client.RegistryUri]) Assert.DoesNotContain("pa", text.Replace("path", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_names_user_and_password_before_a_token() => Assert.Equal(Basic("u:p"), await SentAsync(Environment(
        ("MLFLOW_TRACKING_USERNAME", "u"), ("MLFLOW_TRACKING_PASSWORD", "p"), ("MLFLOW_TRACKING_TOKEN", "t"))));

    [Fact]
    public async Task The_environment_names_a_token() => Assert.Equal("Bearer t", await SentAsync(Environment(("MLFLOW_TRACKING_TOKEN", "t"))));

    [Fact]
    public async Task The_options_come_before_the_URI_and_the_URI_before_the_environment()
    {
        var environment = Environment(("MLFLOW_TRACKING_USERNAME", "env"), ("MLFLOW_TRACKING_PASSWORD", "env"));

        Assert.Equal(Basic("uri:uri"), await SentAsync(environment, "uri:uri@"));
        Assert.Equal("Bearer options", await SentAsync(environment with { Token = "options" }, "uri:uri@"));
    }

    [Fact]
    public async Task The_credentials_file_fills_in_what_the_environment_does_not_say()
    {
        File.WriteAllText(_folder.File("credentials"), "# comment\n[other]\nmlflow_tracking_password = wrong\n\n[mlflow]\nMLFLOW_TRACKING_USERNAME = file-user\nmlflow_tracking_password: a%%b=c\n");
        var options = Clients.Quick with { CredentialsFile = _folder.File("credentials") };

        Assert.Equal(Basic("file-user:a%b=c"), await SentAsync(options));
        Assert.Equal(Basic("env:a%b=c"), await SentAsync(options with { Environment = name => name == "MLFLOW_TRACKING_USERNAME" ? "env" : null }));
    }

    [Fact]
    public async Task A_damaged_credentials_file_is_told_without_its_lines()
    {
        File.WriteAllText(_folder.File("credentials"), "[mlflow]\nhunter2\n");

        var error = await Assert.ThrowsAsync<LineaException>(() => SentAsync(Clients.Quick with { CredentialsFile = _folder.File("credentials") }));

        Assert.Equal(ErrorCode.NotConfigured, error.Code);
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MLFLOW_TRACKING_USERNAME", "u", ErrorCode.NotConfigured)]
    [InlineData("MLFLOW_TRACKING_PASSWORD", "p", ErrorCode.NotConfigured)]
    [InlineData("MLFLOW_TRACKING_AWS_SIGV4", "true", ErrorCode.NotSupported)]
    [InlineData("MLFLOW_TRACKING_AUTH", "kerberos", ErrorCode.NotSupported)]
    [InlineData("MLFLOW_TRACKING_INSECURE_TLS", "maybe", ErrorCode.NotConfigured)]
    [InlineData("MLFLOW_TRACKING_TOKEN", "se\u0001cret", ErrorCode.NotConfigured)]
    public async Task What_cannot_be_done_is_not_silently_left_out(string variable, string value, ErrorCode code)
    {
        var error = await Assert.ThrowsAsync<LineaException>(() => SentAsync(Environment((variable, value))));

        Assert.Equal(code, error.Code);
        Assert.DoesNotContain("cret", error.ToString().Replace("UnusableSecret", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "many")]
    [InlineData("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "11")]
    [InlineData("MLFLOW_HTTP_REQUEST_TIMEOUT", "-1")]
    [InlineData("MLFLOW_HTTP_REQUEST_TIMEOUT", "0")]
    [InlineData("MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER", "perhaps")]
    public void A_variable_that_cannot_be_read_is_named(string variable, string value)
    {
        var options = new MlflowHttpOptions { Environment = name => name == variable ? value : null };

        var error = Assert.Throws<LineaException>(() => Clients.Of("http://127.0.0.1:1", options));

        Assert.Equal(ErrorCode.NotConfigured, error.Code);
        Assert.Contains(variable, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_do_not_print_what_is_in_them()
    {
        var options = new MlflowClientOptions { TrackingUri = "http://u:hunter2@h", Http = new() { Password = "hunter2", Token = "hunter2" } };

        Assert.DoesNotContain("hunter2", $"{options} {options.Http}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://")]
    [InlineData("http://user@host")]
    [InlineData("http://u:hunter2@host:99999")]
    [InlineData("http://u:hunter2@host/?a=b")]
    [InlineData("http://u:hunter2@host/#x")]
    public void A_malformed_URI_is_refused_without_being_shown(string uri)
    {
        var error = Assert.Throws<LineaException>(() => Clients.Of(uri));

        Assert.Equal(ErrorCode.NotConfigured, error.Code);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_workspace_and_the_agent_are_named()
    {
        using var server = FaultServer.Of(c => c.JsonAsync(Clients.Run));

        await Clients.Of(server.Address + "/some/prefix/", Clients.Quick with { Workspace = "team-a" }).GetRunAsync("r1");

        var request = Assert.Single(server.Requests);
        Assert.Equal("team-a", request.Header("X-MLFLOW-WORKSPACE"));
        Assert.StartsWith("LineaSharp/", request.Header("User-Agent"), StringComparison.Ordinal);
        Assert.Equal("/some/prefix/api/2.0/mlflow/runs/get", request.Path);
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_followed_without_credentials()
    {
        using var elsewhere = FaultServer.Of(c => c.JsonAsync(Clients.Run));
        using var server = FaultServer.Of(c => c.TextAsync(302, "text/plain", "", ("Location", elsewhere.Address + "/there")));
        var client = Clients.Of(server, Clients.Quick with { Username = "u", Password = "p", Workspace = "w" });

        Assert.Equal("r1", (await client.GetRunAsync("r1")).Id);

        var request = Assert.Single(elsewhere.Requests);
        Assert.Null(request.Header("Authorization"));
        Assert.Null(request.Header("X-MLFLOW-WORKSPACE"));
        Assert.NotNull(Assert.Single(server.Requests).Header("Authorization"));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task What_is_written_never_goes_to_another_host(int status)
    {
        using var elsewhere = FaultServer.Of(c => c.JsonAsync("{}"));
        using var server = FaultServer.Of(c => c.TextAsync(status, "text/plain", "", ("Location", elsewhere.Address + "/there?token=hunter2")));

        var error = await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server).LogParamAsync("r", "p", "v"));

        Assert.Empty(elsewhere.Requests);
        Assert.Contains(elsewhere.Address, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_on_the_same_host_keeps_method_body_and_credentials()
    {
        using var server = FaultServer.Of(c => c.TextAsync(307, "text/plain", "", ("Location", "/moved")), c => c.JsonAsync("{}"));

        await Clients.Of(server, Clients.Quick with { Token = "t" }).LogParamAsync("r", "p", "v");

        var second = server.Requests.Last();
        Assert.Equal(("POST", "/moved", "Bearer t"), (second.Method, second.Target, second.Header("Authorization")));
        Assert.Equal(server.Requests.First().Text, second.Text);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        using var server = FaultServer.Of(c => c.TextAsync(302, "text/plain", "", ("Location", "/again")));

        await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server).GetRunAsync("r"));

        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task Redirects_are_not_followed_when_told_so()
    {
        using var server = FaultServer.Of(c => c.TextAsync(302, "text/plain", "", ("Location", "/again")));

        await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server, Environment(("MLFLOW_ALLOW_HTTP_REDIRECTS", "false"))).GetRunAsync("r"));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_certificate_is_trusted_if_its_authority_is_named_or_if_any_is_taken()
    {
        using var certificate = NewCertificate("127.0.0.1");
        File.WriteAllText(_folder.File("ca.pem"), certificate.ExportCertificatePem());
        using var other = NewCertificate("127.0.0.1");
        File.WriteAllText(_folder.File("other.pem"), other.ExportCertificatePem());
        using var server = new FaultServer((_, c) => c.JsonAsync(Clients.Run), certificate);
        Task Get(MlflowHttpOptions options) => Clients.Of(server, options).GetRunAsync("r");

        await Get(Clients.Quick with { CertificateAuthorityFile = _folder.File("ca.pem") });
        await Get(Environment(("MLFLOW_TRACKING_SERVER_CERT_PATH", _folder.File("ca.pem"))));
        await Get(Clients.Quick with { AcceptAnyServerCertificate = true });

        foreach (var options in (MlflowHttpOptions[])[Clients.Quick, Clients.Quick with { CertificateAuthorityFile = _folder.File("other.pem") }])
        {
            var error = await Assert.ThrowsAsync<MlflowException>(() => Get(options));
            Assert.Equal((ErrorCode.Unavailable, false), (error.Code, error.IsTransient));
            Assert.Contains("MLFLOW_TRACKING_SERVER_CERT_PATH", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_client_certificate_is_shown()
    {
        using var certificate = NewCertificate("127.0.0.1");
        using var mine = NewCertificate("somebody");
        File.WriteAllText(_folder.File("me.pem"), mine.ExportCertificatePem() + "\n" + mine.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        using var server = new FaultServer((_, c) => c.JsonAsync(Clients.Run), certificate);

        await Clients.Of(server, Clients.Quick with { AcceptAnyServerCertificate = true, ClientCertificateFile = _folder.File("me.pem") }).GetRunAsync("r");

        Assert.Equal("CN=somebody", Assert.Single(server.Requests).Certificate);
    }

    [Fact]
    public async Task Trusting_an_authority_and_anybody_at_once_is_refused()
    {
        var error = await Assert.ThrowsAsync<LineaException>(() => SentAsync(Clients.Quick with { CertificateAuthorityFile = "/no/such.pem", AcceptAnyServerCertificate = true }));

        Assert.Equal(ErrorCode.NotConfigured, error.Code);
    }

    [Fact]
    public async Task Certificates_that_cannot_be_read_are_named()
    {
        foreach (var options in (MlflowHttpOptions[])[Clients.Quick with { CertificateAuthorityFile = "/no/such.pem" }, Clients.Quick with { ClientCertificateFile = "/no/such.pem" }])
            Assert.Contains("/no/such.pem", (await Assert.ThrowsAsync<LineaException>(() => SentAsync(options))).Message, StringComparison.Ordinal);
    }

    private static async Task<string?> SentAsync(MlflowHttpOptions options, string userInfo = "")
    {
        using var server = FaultServer.Of(c => c.JsonAsync(Clients.Run));
        await Clients.Of(server.Address.Replace("://", "://" + userInfo, StringComparison.Ordinal), options).GetRunAsync("r1");
        return Assert.Single(server.Requests).Header("Authorization");
    }

    private static MlflowHttpOptions Environment(params (string Name, string Value)[] variables) =>
        Clients.Quick with { Environment = name => variables.FirstOrDefault(v => v.Name == name).Value };

    private static string Basic(string text) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static X509Certificate2 NewCertificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
