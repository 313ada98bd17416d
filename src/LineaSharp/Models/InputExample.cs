using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LineaSharp.Models;

/// <summary>A sample request, stored beside the model as <c>input_example.json</c> and, in the form a scoring server takes, <c>serving_input_example.json</c>.</summary>
/// <remarks>Numbers that are no numbers (NaN) become null in tables and tensors, as MLflow writes them.</remarks>
public sealed class InputExample
{
    private InputExample(JsonNode data) => Data = data;

    internal JsonNode Data { get; }

    /// <summary>A table, given as columns of equal length. MLflow's form is <c>dataframe</c>, oriented <c>split</c>.</summary>
    public static InputExample OfColumns(IReadOnlyDictionary<string, Array> columns) => throw new NotImplementedException();

    /// <summary>A table, given as rows; a key that a row lacks is a missing value. MLflow's form is <c>dataframe</c>, oriented <c>split</c>.</summary>
    public static InputExample OfRows(IEnumerable<IReadOnlyDictionary<string, object?>> rows) => throw new NotImplementedException();

    /// <summary>A tensor: an array of any rank, or jagged arrays. MLflow's form is <c>ndarray</c>.</summary>
    public static InputExample OfTensor(Array tensor) => throw new NotImplementedException();

    /// <summary>Named tensors. MLflow's form is <c>ndarray</c>.</summary>
    public static InputExample OfTensors(IReadOnlyDictionary<string, Array> tensors) => throw new NotImplementedException();

    /// <summary>Any JSON text. MLflow's form is <c>json_object</c>.</summary>
    /// <exception cref="ArgumentException">The text is no JSON.</exception>
    public static InputExample OfJson(string json) => throw new NotImplementedException();

    /// <summary>A value that its JSON contract serializes. MLflow's form is <c>json_object</c>.</summary>
    public static InputExample OfJson<T>(T value, JsonTypeInfo<T> contract) => throw new NotImplementedException();

    /// <summary>The same example together with parameters of the prediction.</summary>
    public InputExample WithParams(IReadOnlyDictionary<string, object?> parameters) => throw new NotImplementedException();

    /// <summary>A tensor, as <see cref="OfTensor"/>.</summary>
    public static implicit operator InputExample(Array tensor) => OfTensor(tensor);
}
