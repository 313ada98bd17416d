using System.Net;
using System.Net.Sockets;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>A port on loopback at which nobody listens, and which nobody else can get meanwhile.</summary>
internal sealed class SilentPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public SilentPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public string Address => $"http://127.0.0.1:{Number}";

    public void Dispose() => _socket.Dispose();
}
