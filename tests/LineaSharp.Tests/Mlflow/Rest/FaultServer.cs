using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>A server on loopback that answers as a test tells it, faults included. Every connection carries one request.</summary>
internal sealed class FaultServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Request, Connection, Task> _answer;
    private readonly X509Certificate2? _certificate;
    private int _count;

    public FaultServer(Func<Request, Connection, Task> answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}";

    public ConcurrentQueue<Request> Requests { get; } = new();

    /// <summary>A server that gives its answers one after the other; the last one stays.</summary>
    public static FaultServer Of(params Func<Connection, Task>[] answers)
    {
        var next = -1;
        return new FaultServer((_, connection) => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)](connection));
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = ServeAsync(socket);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                Stream stream = new NetworkStream(socket);
                X509Certificate? shown = null;
                if (_certificate is not null)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                    {
                        ServerCertificate = _certificate, ClientCertificateRequired = true, RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject != "CN=nobody",
                    });
                    (stream, shown) = (secure, secure.RemoteCertificate);
                }
                if (await ReadAsync(stream, Interlocked.Increment(ref _count), shown?.Subject) is not { } request) return;
                Requests.Enqueue(request);
                await _answer(request, new Connection(socket, stream, _stop.Token));
                // The client must have read it all before the socket goes, and says so by hanging up.
                socket.Shutdown(SocketShutdown.Send);
                await stream.CopyToAsync(Stream.Null, _stop.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private static async Task<Request?> ReadAsync(Stream stream, int number, string? certificate)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one) == 0) return null;
            head.Add(one[0]);
        }
        var lines = Encoding.ASCII.GetString(head.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body);
        var start = lines[0].Split(' ');
        return new Request(number, start[0], start[1], headers, body, certificate);
    }

    /// <param name="Number">1 for the first.</param>
    internal sealed record Request(int Number, string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body, string? Certificate)
    {
        public string Path => Target.Split('?')[0];

        public string Text => Encoding.UTF8.GetString(Body);

        public string? Header(string name) => Headers.GetValueOrDefault(name);
    }

    internal sealed class Connection(Socket socket, Stream stream, CancellationToken stop)
    {
        public Task JsonAsync(string body, int status = 200, params (string, string)[] headers) => AnswerAsync(status, "application/json", Encoding.UTF8.GetBytes(body), headers);

        public Task TextAsync(int status, string type, string body, params (string, string)[] headers) => AnswerAsync(status, type, Encoding.UTF8.GetBytes(body), headers);

        public async Task AnswerAsync(int status, string type, byte[] body, params (string, string)[] headers)
        {
            await HeadAsync(status, [("Content-Type", type), ("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)), .. headers]);
            await BytesAsync(body);
        }

        public Task HeadAsync(int status, params (string, string)[] headers) =>
            BytesAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Told\r\nConnection: close\r\n{string.Concat(headers.Select(h => $"{h.Item1}: {h.Item2}\r\n"))}\r\n"));

        public Task BytesAsync(byte[] bytes) => stream.WriteAsync(bytes, stop).AsTask();

        /// <summary>Breaks the connection at once.</summary>
        public Task ResetAsync()
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
            return Task.CompletedTask;
        }

        /// <summary>Says nothing until the test is over.</summary>
        public Task HangAsync() => Task.Delay(Timeout.Infinite, stop);
    }
}
