using System.Text.Json;
using System.Text.Json.Serialization;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>The JSON of Databricks that is not MLflow's.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class DatabricksJson : JsonSerializerContext;

internal sealed record TokenAnswer(string? AccessToken, double? ExpiresIn);
