using LineaSharp.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LineaSharp.MLNet;

/// <summary>The signature that the schemas of an ML.NET model amount to.</summary>
/// <remarks>
/// <para>The types are those of <see cref="DataViewColumnTypes"/>.</para>
/// <para>Inputs are the visible columns of the input schema; a column that no prediction depends on, as the label, is optional. Outputs are
/// the columns that a trainer's model adds (scores and the predicted label) or, where there is none, every column that was added.</para>
/// </remarks>
internal static class SchemaSignature
{
    // The annotation that ML.NET puts on every column of one prediction.
    private const string ScoreSet = "ScoreColumnSetId";
    private const string PredictedLabel = "PredictedLabel";

    public static ModelSignature? Of(ITransformer transformer, DataViewSchema input)
    {
        var inputs = input.Where(c => !c.IsHidden).ToArray();
        var output = transformer.GetOutputSchema(input);
        var outputs = Predictions(input, output);
        var needed = Needed(transformer, input, outputs);
        return inputs.Length == 0 ? null : new ModelSignature
        {
            Inputs = inputs.Select(c => new ColumnSpec(c.Name, DataViewColumnTypes.Of(c.Type), needed is null || needed.Contains(c.Name))).ToArray(),
            Outputs = outputs.Length == 0 ? null : outputs.Select(c => new ColumnSpec(c.Name, DataViewColumnTypes.Of(c.Type))).ToArray(),
        };
    }

    private static DataViewSchema.Column[] Predictions(DataViewSchema input, DataViewSchema output)
    {
        // A column of an input's name is new when it hides that input, and passed through otherwise: then the schemas hold the same type there.
        var added = output.Where(c => !c.IsHidden && !(input.GetColumnOrNull(c.Name) is { } same && same.Type.Equals(c.Type))).ToArray();
        var predicted = output.Where(c => !c.IsHidden && (c.Annotations.Schema.GetColumnOrNull(ScoreSet) is not null || (c.Name == PredictedLabel && added.Contains(c)))).ToArray();
        return predicted.Length > 0 ? predicted : added;
    }

    // Null when the model cannot tell: it works on the data as a whole, not row by row.
    private static HashSet<string>? Needed(ITransformer transformer, DataViewSchema input, DataViewSchema.Column[] outputs)
    {
        if (!transformer.IsRowToRowMapper || outputs.Length == 0) return null;
        var mapper = transformer.GetRowToRowMapper(input);
        var columns = outputs.Select(c => mapper.OutputSchema.GetColumnOrNull(c.Name)).OfType<DataViewSchema.Column>();
        return mapper.GetDependencies(columns).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
    }
}
