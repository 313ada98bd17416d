using System.Diagnostics;

namespace LineaSharp.Bench;

/// <summary>The MLflow server that a benchmark talks to: the one that MLFLOW_TRACKING_URI names, else the stub, in a process of its own.</summary>
internal sealed class MlflowServer : IDisposable
{
    private readonly Process? _stub;

    private MlflowServer(string address, string description, Process? stub = null) => (Address, Description, _stub) = (address.TrimEnd('/'), description, stub);

    public string Address { get; }

    public string Description { get; }

    /// <summary>Whether it is the stub, whose calls take so little that many rounds are possible, and needed.</summary>
    public bool IsStub => _stub is not null;

    public static async Task<MlflowServer> StartAsync(string folder)
    {
        if (Environment.GetEnvironmentVariable("MLFLOW_TRACKING_URI") is { } address && address.StartsWith("http", StringComparison.Ordinal))
        {
            using var http = new HttpClient();
            return new MlflowServer(address, $"the MLflow server {await http.GetStringAsync(address.TrimEnd('/') + "/version")} that MLFLOW_TRACKING_URI names");
        }
        var start = Child.Start("--stub-server", Path.Combine(folder, "stub"));
        start.RedirectStandardInput = true;
        var stub = Process.Start(start)!;
        return new MlflowServer(await stub.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The stub server did not start."), "the stub server", stub);
    }

    public void Dispose()
    {
        if (_stub is null) return;
        // The end of its input is the end of the stub.
        _stub.StandardInput.Close();
        _stub.WaitForExit();
        _stub.Dispose();
    }
}
