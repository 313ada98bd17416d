using System.Collections.Concurrent;
using System.Net;
using LineaSharp.Mlflow;
using LineaSharp.Tests.Mlflow.Rest;
using Xunit;

namespace LineaSharp.Tests.Store;

/// <summary>What a caller says of MLflow for all of a store, and whom it is told.</summary>
public sealed class MlflowIdentityTests
{
    [Fact]
    public async Task Credentials_in_the_options_go_to_the_configured_server_and_to_none_that_the_catalog_names()
    {
        using var first = new TestStore(o => o with { Flavors = [new TextModelFlavor()], Mlflow = new() { Http = Clients.Quick with { Handler = new LogModelServer("3.17.2"), MaxRetries = 0 } } });
        first.Options.Set("mlflow_tracking_uri", LogModelServer.Uri);
        await first.Store.SaveAsync(new TextModel("hello"), "clf");
        var seen = new Seen();
        var options = TestStore.NewOptions(first.Home);
        options.Set("mlflow_tracking_uri", "http://other.test");
        var store = new ArtifactStore(new ArtifactStoreOptions { Options = options, Flavors = [new TextModelFlavor()], Mlflow = new() { Http = Clients.Quick with { Handler = seen, MaxRetries = 0, Token = "t0ken" } } });

        await Assert.ThrowsAnyAsync<LineaException>(async () => await (await store.GetAsync("clf")).GetValueAsync<TextModel>());
        Assert.NotEmpty(seen.Requests);
        Assert.All(seen.Requests, r => Assert.Equal(("mlflow.test", null), r));

        seen.Requests.Clear();
        options.Set("mlflow_tracking_uri", LogModelServer.Uri);
        await Assert.ThrowsAnyAsync<LineaException>(async () => await (await store.GetAsync("clf")).GetValueAsync<TextModel>());
        Assert.All(seen.Requests, r => Assert.Equal(("mlflow.test", "Bearer t0ken"), r));
    }

    [Fact]
    public async Task The_addresses_are_Lineas_own_options()
    {
        var seen = new Seen();
        using var test = new TestStore(o => o with { Flavors = [new TextModelFlavor()], Mlflow = new MlflowClientOptions { TrackingUri = "http://not-this.test", RegistryUri = "http://nor-this.test", Http = Clients.Quick with { Handler = seen, MaxRetries = 0 } } });
        test.Options.Set("mlflow_tracking_uri", "http://this.test");

        await Assert.ThrowsAnyAsync<LineaException>(() => test.Store.SaveAsync(new TextModel("hello"), "clf"));

        Assert.NotEmpty(seen.Requests);
        Assert.All(seen.Requests, r => Assert.Equal("this.test", r.Host));
    }

    [Fact]
    public async Task A_password_in_the_tracking_uri_is_in_no_file_message_or_log()
    {
        using var test = new TestStore(o => o with { Flavors = [new TextModelFlavor()], Mlflow = new() { Http = Clients.Quick with { Handler = new LogModelServer("3.17.2"), MaxRetries = 0 } } });
        test.Options.Set("mlflow_tracking_uri", LogModelServer.Uri.Replace("//", "//ada:hunter2@", StringComparison.Ordinal));

        var saved = await test.Store.SaveAsync(new TextModel("hello"), "clf");
        var error = await Record.ExceptionAsync(() => saved.GetValueAsync<TextModel>());

        Assert.Equal((LogModelServer.Uri, LogModelServer.Uri), (saved.Mlflow!.TrackingUri, saved.Mlflow.RegistryUri));
        Assert.DoesNotContain("hunter2", $"{error}{saved}{saved.Mlflow}{string.Join('\n', test.Log.Lines)}", StringComparison.Ordinal);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(test.Home, "*", SearchOption.AllDirectories)) Assert.Equal(-1, (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf("hunter2"u8));
    }

    private sealed class Seen : HttpMessageHandler
    {
        public ConcurrentBag<(string Host, string? Authorization)> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add((request.RequestUri!.Host, request.Headers.Authorization?.ToString()));
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("no") });
        }
    }
}
