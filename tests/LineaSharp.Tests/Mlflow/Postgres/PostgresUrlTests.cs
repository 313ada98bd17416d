using LineaSharp.Internal.Sql;
using LineaSharp.Mlflow;
using Npgsql;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Postgres;

public sealed class PostgresUrlTests
{
    [Theory]
    [InlineData("postgresql://u:p@host/db", "postgresql://host:5432/db")]
    [InlineData("postgres://u:p@Host.Example:6000/db", "postgresql://host.example:6000/db")]
    [InlineData("postgresql+psycopg2://u:p@host/db", "postgresql://host:5432/db")]
    [InlineData("postgresql+psycopg://u@host:5432/db?sslmode=require&application_name=x", "postgresql://host:5432/db")]
    [InlineData("postgresql://u:p@[::1]:5433/db", "postgresql://[::1]:5433/db")]
    [InlineData("postgresql:///db?host=/var/run/x&user=u&password=p", "postgresql:///db?host=/var/run/x&port=5432")]
    [InlineData("postgresql://u:p@/db?host=/tmp&port=5433", "postgresql:///db?host=/tmp&port=5433")]
    [InlineData("postgresql://u:p@%2Ftmp/db", "postgresql:///db?host=/tmp&port=5432")]
    [InlineData("postgresql://u:p/with?odd#signs@host/db", "postgresql://host:5432/db")]
    [InlineData("postgresql://host/db?options=-csearch_path%3Dteam", "postgresql://host:5432/db?options=-csearch_path%3Dteam")]
    public void The_canonical_address_has_no_credentials_and_names_the_same_place(string uri, string canonical)
    {
        var url = PostgresUrl.Parse("tracking URI", uri);

        Assert.Equal(canonical, url.Canonical);
        Assert.Equal(canonical, PostgresUrl.Parse("tracking URI", canonical).Canonical);
    }

    [Fact]
    public void User_and_password_are_decoded()
    {
        var settings = Settings("postgresql+psycopg2://user%40corp:p%40ss%2Fw%3Ard%25@host:6000/data");

        Assert.Equal(("user@corp", "p@ss/w:rd%", "host", 6000, "data"), (settings.Username, settings.Password, settings.Host, settings.Port, settings.Database));
    }

    [Fact]
    public void What_libpq_knows_reaches_the_driver()
    {
        var settings = Settings(
            "postgresql://host/db?sslmode=verify-full&sslrootcert=/ca.pem&sslcert=/c.pem&sslkey=/k.pem&channel_binding=require&connect_timeout=7&application_name=my+app"
            + "&keepalives=1&keepalives_idle=30&client_encoding=UTF-8&gssencmode=prefer&options=-c%20search_path%3Dteam");

        Assert.Equal((SslMode.VerifyFull, "/ca.pem", "/c.pem", "/k.pem"), (settings.SslMode, settings.RootCertificate, settings.SslCertificate, settings.SslKey));
        Assert.Equal((ChannelBinding.Require, 7, "my app"), (settings.ChannelBinding, settings.Timeout, settings.ApplicationName));
        Assert.Equal((true, 30, GssEncryptionMode.Prefer, "-c search_path=team"), (settings.TcpKeepAlive, settings.TcpKeepAliveTime, settings.GssEncryptionMode, settings.Options));
    }

    [Theory]
    [InlineData("postgresql://u:s3cret@host", "no database")]
    [InlineData("postgresql://u:s3cret@host:port/db", "cannot be read")]
    [InlineData("postgresql://u:s3cret@host:99999/db", "port")]
    [InlineData("postgresql://u:s3cret@host/db?sslmode=s3cret", "sslmode")]
    [InlineData("postgresql://u:s3cret@host/db?sslmode=1", "sslmode")]
    [InlineData("postgresql://u:s3cret@host/db?target_session_attrs=s3cret", "target_session_attrs")]
    [InlineData("postgresql://u:s3cret@host/db?client_encoding=s3cret", "client_encoding")]
    [InlineData("postgresql://u:s3cret@a,b/db", "several hosts")]
    [InlineData("postgresql://u:s3cret@host/db?s3cret", "has no value")]
    public void What_cannot_be_done_is_refused_without_repeating_a_secret(string uri, string says)
    {
        var refusal = Assert.Throws<LineaException>(() => new MlflowClient(uri));

        Assert.Equal(ErrorCode.NotConfigured, refusal.Code);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Making_a_client_contacts_nobody()
    {
        var client = new MlflowClient("postgresql+psycopg2://u:p@host.invalid/db");

        Assert.Equal(("postgresql://host.invalid:5432/db", "postgresql://host.invalid:5432/db"), (client.TrackingUri, client.RegistryUri));
    }

    [Theory]
    [InlineData("postgresql://u:s3cret@127.0.0.1:1/db")]
    [InlineData("postgresql://u:s3cret@nowhere.invalid/db")]
    [InlineData("postgresql://u:s3cret@/db?host=/no/such/folder")]
    public async Task A_server_that_cannot_be_reached_is_a_transient_error_without_a_secret(string uri)
    {
        var refusal = await Assert.ThrowsAsync<LineaException>(() => new MlflowClient(uri).GetExperimentAsync("0"));

        Assert.Equal((ErrorCode.Unavailable, true), (refusal.Code, refusal.IsTransient));
        Assert.DoesNotContain("s3cret", refusal.ToString(), StringComparison.Ordinal);
    }

    private static NpgsqlConnectionStringBuilder Settings(string uri) => new(PostgresUrl.Parse("tracking URI", uri).ConnectionString);
}
