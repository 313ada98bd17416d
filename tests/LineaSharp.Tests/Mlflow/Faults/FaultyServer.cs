using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LineaSharp.Tests.Mlflow.Faults;

/// <summary>A web server on loopback that can be as bad as real ones: it cuts, drips, resets and lies, since it writes to its sockets itself.</summary>
internal sealed class FaultyServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<FaultyRequest> _requests = new();
    private readonly Func<FaultyRequest, FaultyAnswer, Task> _answer;

    public FaultyServer(Func<FaultyRequest, FaultyAnswer, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = AcceptAsync();
    }

    public string Address { get; }

    /// <summary>What came, in its order.</summary>
    public IReadOnlyList<FaultyRequest> Requests => [.. _requests];

    public int Count(string method, string path) => Requests.Count(r => r.Method == method && r.Path.Contains(path, StringComparison.Ordinal));

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        using var end = _stop.Token.Register(socket.Dispose);
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            while (await FaultyRequest.ReadAsync(stream, _stop.Token) is { } request)
            {
                _requests.Enqueue(request);
                var answer = new FaultyAnswer(socket, stream, _stop.Token);
                await _answer(request, answer);
                if (answer.IsLast) return;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client has hung up, or the test is over.
        }
    }
}

/// <summary>A request as it came.</summary>
internal sealed record FaultyRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>One argument of the query, decoded; empty when it is missing.</summary>
    public string Argument(string name) =>
        Query.Split('&').Where(p => p.StartsWith(name + "=", StringComparison.Ordinal)).Select(p => Uri.UnescapeDataString(p[(name.Length + 1)..])).FirstOrDefault() ?? "";

    public static async Task<FaultyRequest?> ReadAsync(NetworkStream stream, CancellationToken ct)
    {
        var head = await ReadHeadAsync(stream, ct);
        if (head is null) return null;
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var (method, target) = (lines[0].Split(' ')[0], lines[0].Split(' ')[1]);
        var headers = lines[1..].Select(l => l.Split(':', 2)).ToDictionary(p => p[0].Trim(), p => p[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, ct);
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return new FaultyRequest(method, question < 0 ? target : target[..question], question < 0 ? "" : target[(question + 1)..], headers, body);
    }

    private static async Task<string?> ReadHeadAsync(NetworkStream stream, CancellationToken ct)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one, ct) == 0) return null;
            head.Add(one[0]);
        }
        return Encoding.ASCII.GetString(head.ToArray());
    }
}

/// <summary>An answer, whole or in pieces, honest or not.</summary>
internal sealed class FaultyAnswer(Socket socket, NetworkStream stream, CancellationToken ct)
{
    /// <summary>Whether the connection ends with it.</summary>
    public bool IsLast { get; private set; }

    public CancellationToken Stopped => ct;

    public Task JsonAsync(string json, int status = 200) => SendAsync(status, json, "application/json");

    public Task SendAsync(int status, string body, string type = "text/plain", params (string Name, string Value)[] headers) =>
        SendAsync(status, Encoding.UTF8.GetBytes(body), [("Content-Type", type), .. headers]);

    public async Task SendAsync(int status, byte[] body, params (string Name, string Value)[] headers)
    {
        await HeadAsync(status, body.Length, headers);
        await WriteAsync(body);
    }

    /// <summary>The status and headers, with a length that need not be true, or without one.</summary>
    public Task HeadAsync(int status, long? length, params (string Name, string Value)[] headers)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} x\r\n");
        foreach (var (name, value) in headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (length is not null) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        return WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, ct);

    public async Task ChunkAsync(ReadOnlyMemory<byte> bytes)
    {
        await WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length:x}\r\n")));
        await WriteAsync(bytes);
        await WriteAsync("\r\n"u8.ToArray());
    }

    /// <summary>Ends the connection, as if all had been said.</summary>
    public void Cut() => IsLast = true;

    /// <summary>Breaks the connection.</summary>
    public void Reset()
    {
        IsLast = true;
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }
}
