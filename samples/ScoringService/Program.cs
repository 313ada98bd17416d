// Serves a model that a Python colleague registered in MLflow, in the protocol of MLflow's own scoring server. No Python runs.
//   MLFLOW_TRACKING_URI=http://mlflow.lan:5000 dotnet run --project samples/ScoringService -- --Model models:/churn@champion
//   curl localhost:5000/invocations -H content-type:application/json -d '{"dataframe_records": [{"age": 41, "plan": "free"}]}'
using LineaSharp.Models;
using LineaSharp.Scoring;

var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
var modelUri = app.Configuration["Model"] ?? "models:/churn@champion";
await using var model = await PyFuncModel.LoadAsync(modelUri, [new NativeScoring()]);

app.MapGet("/version", () => $"{modelUri}, computed by {model.Engine}");
app.MapPost("/invocations", async (HttpRequest request) =>
{
    try
    {
        var asked = ServingRequest.Parse(await new StreamReader(request.Body).ReadToEndAsync(), model.Signature);
        var predictions = await model.PredictAsync(asked.Input, asked.Parameters, request.HttpContext.RequestAborted);
        return Results.Text(ServingRequest.Answer(predictions), "application/json");
    }
    catch (ArgumentException e)
    {
        return Results.BadRequest(new { error_code = "BAD_REQUEST", message = e.Message });
    }
});
await app.RunAsync();
