using System.Net;

namespace LineaSharp.Tests.Mlflow.Databricks;

/// <summary>A host of the fake on loopback, so that a client speaks to it over real connections.</summary>
internal sealed class Loopback : IDisposable
{
    private readonly HttpListener _listener;
    private readonly HttpMessageInvoker _fake;
    private readonly string _plays;

    public Loopback(FakeDatabricks fake, string plays)
    {
        (_fake, _plays) = (new HttpMessageInvoker(fake, disposeHandler: false), plays);
        (_listener, Address) = Listen();
        _ = ServeAsync();
    }

    public string Address { get; }

    public void Dispose()
    {
        _listener.Close();
        _fake.Dispose();
    }

    private static (HttpListener, string) Listen()
    {
        for (var attempt = 0; ; attempt++)
        {
            var address = $"http://127.0.0.1:{Random.Shared.Next(20_000, 60_000)}";
            var listener = new HttpListener { Prefixes = { address + "/" } };
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (attempt < 50)
            {
                listener.Close(); // the port is somebody else's
            }
        }
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.HttpMethod), _plays + context.Request.RawUrl) { Content = new ByteArrayContent(body.ToArray()) };
        foreach (var name in context.Request.Headers.AllKeys)
            if (name is not null and not "Host") request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]);
        using var response = await _fake.SendAsync(request, CancellationToken.None);
        context.Response.StatusCode = (int)response.StatusCode;
        if (response.Headers.ETag is { } tag) context.Response.Headers["ETag"] = tag.Tag;
        var bytes = await response.Content.ReadAsByteArrayAsync();
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            context.Response.Close();
            return;
        }
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString() ?? "application/octet-stream";
        context.Response.ContentLength64 = bytes.Length;
        await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }
}
