using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LineaSharp.Mlflow.Rest.Wire;

/// <summary>
/// MLflow's JSON: names in snake_case, absent fields for defaults, NaN and the infinities as strings, 64-bit numbers as numbers
/// (or as strings, from servers that follow the rule of protocol buffers).
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CreateExperiment))]
[JsonSerializable(typeof(ExperimentIdAnswer))]
[JsonSerializable(typeof(ExperimentAnswer))]
[JsonSerializable(typeof(SearchExperiments))]
[JsonSerializable(typeof(ExperimentsAnswer))]
[JsonSerializable(typeof(UpdateExperiment))]
[JsonSerializable(typeof(ExperimentId))]
[JsonSerializable(typeof(ExperimentTag))]
[JsonSerializable(typeof(CreateRun))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(UpdateRun))]
[JsonSerializable(typeof(RunId))]
[JsonSerializable(typeof(SearchRuns))]
[JsonSerializable(typeof(RunsAnswer))]
[JsonSerializable(typeof(LogMetric))]
[JsonSerializable(typeof(LogParam))]
[JsonSerializable(typeof(RunTag))]
[JsonSerializable(typeof(LogBatch))]
[JsonSerializable(typeof(MetricsAnswer))]
[JsonSerializable(typeof(LogInputs))]
[JsonSerializable(typeof(LogOutputs))]
[JsonSerializable(typeof(LogModel))]
[JsonSerializable(typeof(CreateLoggedModel))]
[JsonSerializable(typeof(LoggedModelAnswer))]
[JsonSerializable(typeof(FinalizeLoggedModel))]
[JsonSerializable(typeof(LoggedModelParams))]
[JsonSerializable(typeof(LoggedModelTags))]
[JsonSerializable(typeof(SearchLoggedModels))]
[JsonSerializable(typeof(LoggedModelsAnswer))]
[JsonSerializable(typeof(CreateRegisteredModel))]
[JsonSerializable(typeof(RegisteredModelAnswer))]
[JsonSerializable(typeof(RegisteredModelsAnswer))]
[JsonSerializable(typeof(RenameRegisteredModel))]
[JsonSerializable(typeof(UpdateRegisteredModel))]
[JsonSerializable(typeof(RegisteredModelName))]
[JsonSerializable(typeof(RegisteredModelTag))]
[JsonSerializable(typeof(GetLatestVersions))]
[JsonSerializable(typeof(CreateModelVersion))]
[JsonSerializable(typeof(ModelVersionAnswer))]
[JsonSerializable(typeof(ModelVersionsAnswer))]
[JsonSerializable(typeof(UpdateModelVersion))]
[JsonSerializable(typeof(TransitionStage))]
[JsonSerializable(typeof(ModelVersionName))]
[JsonSerializable(typeof(ModelVersionTag))]
[JsonSerializable(typeof(ModelAlias))]
[JsonSerializable(typeof(DownloadUriAnswer))]
[JsonSerializable(typeof(ArtifactsAnswer))]
[JsonSerializable(typeof(ServerInfoAnswer))]
[JsonSerializable(typeof(SignUpload))]
[JsonSerializable(typeof(SignDownload))]
[JsonSerializable(typeof(SignedAnswer))]
[JsonSerializable(typeof(ProxiedSignedAnswer))]
[JsonSerializable(typeof(CreateMultipart))]
[JsonSerializable(typeof(MultipartAnswer))]
[JsonSerializable(typeof(CompleteMultipart))]
[JsonSerializable(typeof(AbortMultipart))]
internal sealed partial class WireJson : JsonSerializerContext
{
    public static JsonTypeInfo<T> Info<T>() =>
        (JsonTypeInfo<T>)(Default.GetTypeInfo(typeof(T)) ?? Databricks.DatabricksJson.Default.GetTypeInfo(typeof(T)) ?? throw new NotSupportedException($"{typeof(T)} is not on the wire's list."));

    public static byte[] Write<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, Info<T>());
}
