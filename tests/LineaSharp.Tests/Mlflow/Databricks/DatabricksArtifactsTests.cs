using System.Net;
using System.Text;
using LineaSharp.Mlflow;
using LineaSharp.Repositories;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Databricks;

public sealed class DatabricksArtifactsTests : DatabricksCase
{
    private const string OfRun = "dbfs:/databricks/mlflow-tracking/7/r1/artifacts", OfModel = "dbfs:/databricks/mlflow-tracking/7/logged_models/m-1/artifacts";

    public DatabricksArtifactsTests() => UseToken();

    [Theory]
    [InlineData("AWS_PRESIGNED_URL", OfRun)]
    [InlineData("GCP_SIGNED_URL", OfRun)]
    [InlineData("AZURE_SAS_URI", OfRun)]
    [InlineData("AZURE_ADLS_GEN2_SAS_URI", OfRun)]
    [InlineData("AWS_PRESIGNED_URL", OfModel)]
    [InlineData("AZURE_ADLS_GEN2_SAS_URI", OfModel)]
    public async Task Files_go_up_and_come_back_by_signed_URLs(string kind, string location)
    {
        Databricks.Kind = kind;
        Variables["MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE"] = "1000";
        var text = string.Concat(Enumerable.Range(0, 500).Select(i => $"line {i}\n"));
        var repository = Client().ArtifactRepository(location);

        await repository.PutFileAsync("data/a b é.txt", NewFile("a.txt", text), new PutOptions(), Stop);
        await repository.PutFileAsync("empty", NewFile("empty", ""), new PutOptions(), Stop);

        using var stream = await repository.OpenReadAsync("data/a b é.txt", Stop);
        Assert.Equal(text, await new StreamReader(stream).ReadToEndAsync(Stop));
        Assert.Equal(text.Length, await repository.FindSizeAsync("data/a b é.txt", Stop));
        Assert.Equal(0, await repository.FindSizeAsync("empty", Stop));
    }

    [Fact]
    public async Task The_cloud_never_learns_who_we_are()
    {
        var repository = Client().ArtifactRepository(OfRun);

        await repository.PutFileAsync("a.txt", NewFile("a.txt", "x"), new PutOptions(), Stop);
        (await repository.OpenReadAsync("a.txt", Stop)).Dispose();

        Assert.Equal(2, Databricks.ToCloud.Count());
        Assert.All(Databricks.ToCloud, r =>
        {
            Assert.Null(r.Authorization);
            Assert.Equal("header-secret", r.Headers["x-signed"]);
            Assert.DoesNotContain(r.Headers, h => h.Value.Contains("dapi", StringComparison.Ordinal));
        });
        Assert.All(Databricks.ToWorkspace, r => Assert.False(r.Headers.ContainsKey("x-signed")));
    }

    [Fact]
    public async Task Not_even_a_signed_URL_of_the_workspace_itself_gets_the_token()
    {
        Databricks.Instead = r => r.Uri.AbsolutePath.EndsWith("credentials-for-write", StringComparison.Ordinal)
            ? FakeDatabricks.Json(new System.Text.Json.Nodes.JsonObject
            {
                ["credential_infos"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["signed_uri"] = $"{FakeDatabricks.Host}/signed?sig=1", ["type"] = "AWS_PRESIGNED_URL" }),
            })
            : r.Uri.AbsolutePath == "/signed" ? new HttpResponseMessage() : null;

        await Client().ArtifactRepository(OfRun).PutFileAsync("a.txt", NewFile("a.txt", "x"), new PutOptions(), Stop);

        Assert.Null(Databricks.Requests.Last().Authorization);
        Assert.Equal("/signed", Databricks.Requests.Last().Uri.AbsolutePath);
    }

    [Fact]
    public async Task A_redirect_of_the_cloud_gets_neither_token_nor_signed_headers()
    {
        Databricks.Files["cloud:/runs/r1/a.txt"] = [1];
        Databricks.Instead = r => r.Uri.Host switch
        {
            "bucket.example" => new HttpResponseMessage(HttpStatusCode.TemporaryRedirect) { Headers = { Location = new Uri("https://elsewhere.example/a") } },
            "elsewhere.example" => new HttpResponseMessage { Content = new ByteArrayContent([1]) },
            _ => null,
        };

        (await Client().ArtifactRepository(OfRun).OpenReadAsync("a.txt", Stop)).Dispose();

        var last = Databricks.Requests.Last();
        Assert.Equal("elsewhere.example", last.Uri.Host);
        Assert.Null(last.Authorization);
        Assert.False(last.Headers.ContainsKey("x-signed"));
    }

    [Fact]
    public async Task A_large_file_goes_to_S3_in_parts()
    {
        Variables["MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE"] = "2000";
        Variables["MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE"] = "1000";
        var text = string.Concat(Enumerable.Range(0, 250).Select(i => $"{i,9}\n"));

        await Client().ArtifactRepository(OfRun).PutFileAsync("big.txt", NewFile("big.txt", text), new PutOptions(), Stop);

        Assert.Equal(text, Encoding.UTF8.GetString(Databricks.Files["cloud:/runs/r1/big.txt"]));
        Assert.Equal([1000, 1000, 500], Databricks.ToCloud.Select(r => r.Body.Length));
    }

    [Fact]
    public async Task A_part_whose_URL_has_expired_goes_by_a_new_one()
    {
        Variables["MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE"] = "2000";
        Variables["MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE"] = "1000";
        var text = new string('x', 2500);
        Databricks.Instead = r =>
        {
            if (r.Uri.Query.Contains("part=2", StringComparison.Ordinal) && r.IsToCloud) Databricks.Signature = "sig-2";
            return null;
        };

        await Client().ArtifactRepository(OfRun).PutFileAsync("big.txt", NewFile("big.txt", text), new PutOptions(), Stop);

        Assert.Equal(text, Encoding.UTF8.GetString(Databricks.Files["cloud:/runs/r1/big.txt"]));
        Assert.Contains(Databricks.ToWorkspace, r => r.Uri.AbsolutePath.EndsWith("get-presigned-upload-part-url", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Blocks_whose_URL_has_expired_go_by_a_new_one()
    {
        Databricks.Kind = "AZURE_SAS_URI";
        Variables["MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE"] = "1000";
        var text = new string('x', 2500);
        var puts = 0;
        Databricks.Instead = r =>
        {
            if (r.IsToCloud && ++puts == 2) Databricks.Signature = "sig-2";
            return null;
        };

        await Client().ArtifactRepository(OfModel).PutFileAsync("big.txt", NewFile("big.txt", text), new PutOptions(), Stop);

        Assert.Equal(text, Encoding.UTF8.GetString(Databricks.Files["cloud:/models/m-1/big.txt"]));
    }

    [Fact]
    public async Task A_failed_upload_in_parts_is_given_up_at_the_storage()
    {
        Variables["MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE"] = "2000";
        Variables["MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE"] = "1000";
        Databricks.Instead = r => r.IsToCloud && r.Uri.Query.Contains("part=2", StringComparison.Ordinal) ? new HttpResponseMessage(HttpStatusCode.BadRequest) : null;

        await Assert.ThrowsAsync<MlflowException>(() => Client().ArtifactRepository(OfRun).PutFileAsync("big.txt", NewFile("big.txt", new string('x', 2500)), new PutOptions(), Stop));

        Assert.True(Databricks.WasAborted);
        Assert.DoesNotContain("cloud:/runs/r1/big.txt", Databricks.Files.Keys);
    }

    [Fact]
    public async Task What_the_cloud_refuses_shows_no_signature()
    {
        Databricks.Instead = r =>
        {
            if (!r.IsToCloud) Databricks.Signature = "sig-that-is-secret";
            return r.IsToCloud ? new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent($"{{\"message\": \"to sign: {r.Uri.Query} {r.Headers["x-signed"]}\"}}", Encoding.UTF8, "application/json") } : null;
        };

        var error = await Assert.ThrowsAsync<MlflowException>(() => Client().ArtifactRepository(OfRun).OpenReadAsync("a.txt", Stop));

        Assert.Equal(HttpStatusCode.Forbidden, error.Status);
        Assert.DoesNotContain("sig-that-is-secret", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("header-secret", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("bucket.example", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listings_are_read_to_their_last_page_and_below_a_location()
    {
        foreach (var name in new[] { "a", "b", "c/d", "e", "c/f/g" }) Databricks.Files["cloud:/runs/r1/sub/" + name] = [1, 2];

        var all = await ListAsync(Client().ArtifactRepository(OfRun), "sub");
        var below = await ListAsync(Client().ArtifactRepository(OfRun + "/sub"), "c");

        Assert.Equal([("sub/a", 2L), ("sub/b", 2L), ("sub/c", null), ("sub/e", 2L)], all);
        Assert.Equal([("c/d", 2L), ("c/f", (long?)null)], below);
        Assert.Empty(await ListAsync(Client().ArtifactRepository(OfRun), "missing"));
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("/etc/passwd")]
    [InlineData("%2e%2e/out")]
    [InlineData("other/file")]
    public async Task A_listing_that_leads_elsewhere_is_refused(string path)
    {
        Databricks.Instead = r => r.Uri.AbsolutePath.EndsWith("artifacts/list", StringComparison.Ordinal)
            ? FakeDatabricks.Json(new System.Text.Json.Nodes.JsonObject { ["files"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["path"] = path, ["file_size"] = 1 }) })
            : null;

        var error = await Assert.ThrowsAsync<LineaException>(() => ListAsync(Client().ArtifactRepository(OfRun), ""));

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
    }

    [Fact]
    public async Task A_file_that_is_missing_is_not_found()
    {
        var error = await Assert.ThrowsAsync<LineaException>(() => Client().ArtifactRepository(OfModel).OpenReadAsync("missing", Stop));

        Assert.Equal(ErrorCode.NotFound, error.Code);
    }

    [Theory]
    [InlineData("http://bucket.example/x?sig=secret-1", "not encrypted")]
    [InlineData("https://me:secret-1@bucket.example/x", "a user stands in it")]
    [InlineData("file:///etc/passwd", "no URL")]
    public async Task A_signed_URL_that_is_none_is_refused(string url, string words)
    {
        Databricks.Instead = r => r.Uri.AbsolutePath.EndsWith("credentials-for-write", StringComparison.Ordinal)
            ? FakeDatabricks.Json(new System.Text.Json.Nodes.JsonObject
            {
                ["credential_infos"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["signed_uri"] = url, ["type"] = "AWS_PRESIGNED_URL" }),
            })
            : null;

        var error = await Assert.ThrowsAsync<LineaException>(() => Client().ArtifactRepository(OfRun).PutFileAsync("a", NewFile("a", "x"), new PutOptions(), Stop));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-1", error.Message, StringComparison.Ordinal);
        Assert.Empty(Databricks.ToCloud);
    }

    [Theory]
    [InlineData("dbfs:/FileStore/models/x", "dbfs:/FileStore/models/x/")]
    [InlineData("dbfs:/Volumes/main/default/files/x", "/Volumes/main/default/files/x/")]
    public async Task File_systems_of_the_workspace_take_and_give_files(string location, string key)
    {
        var repository = Client().ArtifactRepository(location);

        await repository.PutFileAsync("d/a é.txt", NewFile("a.txt", "hello"), new PutOptions(), Stop);
        await repository.PutFileAsync("b.txt", NewFile("b.txt", ""), new PutOptions(), Stop);

        Assert.Equal("hello", Encoding.UTF8.GetString(Databricks.Files[key + "d/a é.txt"]));
        using (var stream = await repository.OpenReadAsync("d/a é.txt", Stop)) Assert.Equal("hello", await new StreamReader(stream).ReadToEndAsync(Stop));
        Assert.Equal([("b.txt", 0L), ("d", (long?)null)], await ListAsync(repository, ""));
        Assert.Equal(5, await repository.FindSizeAsync("d/a é.txt", Stop));
        await repository.DeleteAsync("d", Stop);
        await repository.DeleteAsync("d", Stop);
        Assert.Equal([("b.txt", 0L)], await ListAsync(repository, ""));
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<LineaException>(() => repository.OpenReadAsync("d/a é.txt", Stop))).Code);
    }

    [Fact]
    public async Task A_volume_can_keep_what_is_there()
    {
        var repository = Client().ArtifactRepository("dbfs:/Volumes/main/default/files/x");

        Assert.True(await repository.PutFileAsync("a", NewFile("a", "first"), new PutOptions { Mode = PutMode.Create }, Stop));
        Assert.False(await repository.PutFileAsync("a", NewFile("a", "other"), new PutOptions { Mode = PutMode.Create }, Stop));

        Assert.Equal("first", Encoding.UTF8.GetString(Databricks.Files["/Volumes/main/default/files/x/a"]));
    }

    [Theory]
    [InlineData("dbfs://profile@databricks/x")]
    [InlineData("dbfs:x")]
    [InlineData("dbfs:/")]
    [InlineData("dbfs:/a/../b")]
    [InlineData("dbfs:/Volumes/main")]
    [InlineData("dbfs:/databricks/mlflow-tracking/7")]
    public void A_location_that_is_malformed_or_names_other_credentials_is_refused(string location) =>
        Assert.Throws<LineaException>(() => Client().ArtifactRepository(location));

    private static async Task<List<(string, long?)>> ListAsync(IArtifactRepository repository, string directory)
    {
        var entries = new List<(string, long?)>();
        await foreach (var entry in repository.ListAsync(directory, Stop)) entries.Add((entry.Path, entry.Size));
        return entries;
    }
}
