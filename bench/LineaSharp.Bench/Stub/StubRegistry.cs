using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LineaSharp.Bench.Stub;

/// <summary>Registered models and their versions, in memory.</summary>
internal sealed class StubRegistry
{
    private const string Api = "/api/2.0/mlflow/";

    private readonly ConcurrentDictionary<string, int> _latest = new();

    public void Map(WebApplication app)
    {
        app.MapPost(Api + "registered-models/create", CreateModelAsync);
        app.MapPost(Api + "model-versions/create", CreateVersionAsync);
    }

    private async Task CreateModelAsync(HttpContext context)
    {
        var name = (await StubJson.ReadAsync<Request>(context)).Name;
        if (_latest.TryAdd(name, 0)) await StubJson.AnswerAsync(context, new { RegisteredModel = new { Name = name } });
        else await StubJson.AnswerAsync(context, new { ErrorCode = "RESOURCE_ALREADY_EXISTS", Message = $"Registered Model (name={name}) already exists." }, status: 400);
    }

    private async Task CreateVersionAsync(HttpContext context)
    {
        var request = await StubJson.ReadAsync<Request>(context);
        var version = _latest.AddOrUpdate(request.Name, 1, (_, latest) => latest + 1).ToString(CultureInfo.InvariantCulture);
        await StubJson.AnswerAsync(context, new { ModelVersion = new { request.Name, Version = version, request.Source, Status = "READY" } });
    }

    private sealed record Request(string Name, string? Source);
}
