using System.Text;
using LineaSharp.Mlflow;
using LineaSharp.Tests.Mlflow.Faults;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Fluent;

/// <summary>A run whose artifacts lie in a bucket that only the server has the keys of.</summary>
public sealed class BucketRunTests
{
    [Fact]
    public async Task A_text_of_the_run_goes_into_the_bucket()
    {
        using var stub = new StubMlflow { Signs = true, RunRoot = "s3://bucket/1/r1/artifacts" };
        stub.Fault = async (request, answer) =>
        {
            if (request.Path != "/api/2.0/mlflow/runs/update") return false;
            await answer.JsonAsync("{}");
            return true;
        };
        await using var run = await stub.Client().StartRunAsync(new StartRunOptions { RunId = "r1" });

        await run.LogTextAsync("é", "notes/a.txt");

        Assert.Equal("é", Encoding.UTF8.GetString(stub.Files["1/r1/artifacts/notes/a.txt"]));
    }
}
