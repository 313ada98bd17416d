using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace LineaSharp.Bench.Stub;

/// <summary>
/// A plain and fast MLflow server of just the calls that the benchmarks make: runs, models and versions in memory, artifacts as files. It is no MLflow:
/// it checks nothing, and stands for a server that costs as little as a server can.
/// </summary>
internal static class StubServer
{
    /// <summary>Serves on a free port of the loopback address, tells the address on one line, and ends when its input ends: with the process that started it.</summary>
    public static async Task RunAsync(string folder)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();
        app.UseRouting();
        new StubTracking().Map(app);
        new StubRegistry().Map(app);
        new StubArtifacts(folder).Map(app);
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
    }
}
