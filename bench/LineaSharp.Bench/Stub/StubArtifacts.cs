using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LineaSharp.Bench.Stub;

/// <summary>Artifacts as files below a folder, streamed from and to the disk.</summary>
internal sealed class StubArtifacts(string folder)
{
    private const string Api = "/api/2.0/mlflow-artifacts/artifacts";
    private const int Piece = 1 << 17;

    public void Map(WebApplication app)
    {
        app.MapGet(Api, ListAsync);
        app.MapPut(Api + "/{**path}", PutAsync);
        app.MapGet(Api + "/{**path}", context => TypedResults.PhysicalFile(PathOf(context), enableRangeProcessing: true).ExecuteAsync(context));
    }

    private Task ListAsync(HttpContext context)
    {
        var files = new DirectoryInfo(Path.Combine(folder, context.Request.Query["path"]!)).EnumerateFiles();
        return StubJson.AnswerAsync(context, new { Files = files.Select(f => new { Path = f.Name, IsDir = false, FileSize = f.Length }) });
    }

    private async Task PutAsync(HttpContext context)
    {
        var path = PathOf(context);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            await context.Request.Body.CopyToAsync(file, Piece, context.RequestAborted);
        await StubJson.AnswerAsync(context, new { });
    }

    private string PathOf(HttpContext context) => Path.Combine(folder, (string)context.Request.RouteValues["path"]!);
}
