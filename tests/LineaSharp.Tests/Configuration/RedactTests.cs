using LineaSharp.Configuration;
using Xunit;

namespace LineaSharp.Tests.Configuration;

public sealed class RedactTests
{
    [Theory]
    [InlineData("postgresql://user:secret@host:5432/db", "postgresql://user:***@host:5432/db")]
    [InlineData("postgresql+psycopg2://user:se/c@re?t@host/db", "postgresql+psycopg2://user:***@host/db")]
    [InlineData("https://:token@host", "https://:***@host")]
    [InlineData("https://user@host/a:b", "https://user@host/a:b")]
    [InlineData("http://host:5000/path", "http://host:5000/path")]
    [InlineData("postgresql://host/db?user=u&password=secret&sslmode=require", "postgresql://host/db?user=u&password=***&sslmode=require")]
    [InlineData("https://host/blob?sv=1&sig=abc%3D", "https://host/blob?sv=1&sig=***")]
    [InlineData("https://bucket/x?X-Amz-Signature=abc&X-Amz-Credential=me", "https://bucket/x?X-Amz-Signature=***&X-Amz-Credential=***")]
    [InlineData("Host=h;Username=u;Password=secret", "Host=h;Username=u;Password=***")]
    [InlineData("databricks://profile", "databricks://profile")]
    [InlineData("s3://bucket/prefix", "s3://bucket/prefix")]
    public void A_uri_loses_its_secrets_and_nothing_else(string uri, string redacted) => Assert.Equal(redacted, Redact.Uri(uri));

    [Fact]
    public void Text_loses_the_secrets_of_every_uri_in_it() => Assert.Equal(
        "From http://a:***@b/x to 'postgresql://c:***@d' at 10:15, user@example.org, password=***",
        Redact.Text("From http://a:s3cret@b/x to 'postgresql://c:p'w@d' at 10:15, user@example.org, password=abc"));
}
