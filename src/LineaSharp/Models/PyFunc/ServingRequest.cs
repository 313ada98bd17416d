using LineaSharp.Internal;

namespace LineaSharp.Models;

/// <summary>A request in the form that MLflow's scoring servers take at <c>/invocations</c>, so that a service in .NET can stand where one of them stood.</summary>
/// <param name="Input">What to predict on.</param>
/// <param name="Parameters">Parameters of the prediction; null when the request has none.</param>
/// <remarks>https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/#json-input</remarks>
public sealed record ServingRequest(ModelData Input, IReadOnlyDictionary<string, object?>? Parameters)
{
    private static readonly string[] Forms = ["dataframe_split", "dataframe_records", "instances", "inputs"];

    /// <summary>Reads a request: <c>dataframe_split</c>, <c>dataframe_records</c>, <c>instances</c> or <c>inputs</c>, and <c>params</c>.</summary>
    /// <param name="json">The request's body.</param>
    /// <param name="signature">The model's signature: JSON's numbers and texts become the types that it names. The default is none: whole numbers are long, others double.</param>
    /// <exception cref="ArgumentException">It is no such request; the message says what is wrong, and is fit for the client who sent it.</exception>
    public static ServingRequest Parse(string json, ModelSignature? signature = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (Read(json) is not IReadOnlyDictionary<string, object?> body || body.Keys.Intersect(Forms).ToArray() is not [var form])
            throw new ArgumentException($"A request is a JSON object with exactly one of {string.Join(", ", Forms)}.");
        var value = body[form];
        var input = form switch
        {
            "dataframe_split" => ServingTable.OfSplit(value, signature),
            "dataframe_records" => ServingTable.OfRecords(value, signature),
            // One object for each row means the same under both names.
            _ when value is IReadOnlyList<object?> and [IReadOnlyDictionary<string, object?>, ..] => ServingTensors.Of(ServingTable.OfRecords(value, signature), signature),
            _ => ServingTensors.Of(value, signature),
        };
        return new(input, body.GetValueOrDefault("params") switch
        {
            null => null,
            IReadOnlyDictionary<string, object?> parameters => parameters,
            _ => throw new ArgumentException("The request's params are an object."),
        });
    }

    /// <summary>Predictions as a scoring server answers them: <c>{"predictions": …}</c>, a table as one object for each row, a tensor as nested lists.</summary>
    /// <remarks>NaN and infinities, which JSON has not, become null; MLflow's server writes words there that no JSON reader takes.</remarks>
    public static string Answer(ModelData predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return PythonJson.Write(new Dictionary<string, object?> { ["predictions"] = ServingAnswer.Of(predictions) });
    }

    private static object? Read(string json)
    {
        try
        {
            return PlainJson.Read(json);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"The request {e.Message}", e);
        }
    }
}
