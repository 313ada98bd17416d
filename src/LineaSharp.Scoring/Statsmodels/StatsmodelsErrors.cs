namespace LineaSharp.Scoring.Statsmodels;

/// <summary>The messages about statsmodels' results.</summary>
internal static class StatsmodelsErrors
{
    private const string WaysOut = "Load the model with LineaSharp.Python.";

    public static LineaException Damaged(string fault) => new(
        ErrorCode.CorruptArtifact, $"The statsmodels model is damaged: {fault}. Restore it from a backup, or save the model again.");

    public static LineaException Missing(string file) => new(
        ErrorCode.CorruptArtifact, $"The statsmodels model's file '{file}' is not there. Restore it from a backup, or save the model again.");

    public static LineaException IsTimeSeries(string type) => new(
        ErrorCode.NotSupported, $"{type} is a time-series model, whose forecasts need statsmodels itself. {WaysOut}");

    public static LineaException Unknown(string type, IEnumerable<string> known) => new(
        ErrorCode.NotSupported, $"{type} is not one of the statsmodels models that native scoring computes ({string.Join(", ", known)}). {WaysOut}");

    public static LineaException UnknownLink(string type) => new(
        ErrorCode.NotSupported, $"The GLM has the link {type}, which native scoring does not know. {WaysOut}");

    public static LineaException UnknownTerm(string term, string formula, string reason) => new(
        ErrorCode.NotSupported,
        $"The formula '{formula}' makes the column '{term}': {reason}. Native scoring computes plain columns, C(column) with treatment coding, and products of these. {WaysOut}");

    public static LineaException FormulaWithoutData(string formula) => new(
        ErrorCode.NotSupported, $"The model was fitted by the formula '{formula}' and saved without its data (remove_data), from which the formula's columns are made; statsmodels cannot predict with it either. Save it with its data.");

    public static LineaException HasOutcomes(int count) => new(
        ErrorCode.NotSupported, $"The model gives the probabilities of {count} outcomes, and not one number a row. Call PredictProbabilities.");

    public static LineaException HasNoOutcomes(string type) => new(
        ErrorCode.NotSupported, $"The model ({type}) gives one number a row, and no probabilities of outcomes. Call Predict.");

    public static ArgumentException OtherWidth(int expected, int found, IReadOnlyList<string>? names) => new(
        $"The model takes {expected} columns{(names is null ? ", in the order of the training" : $" ({string.Join(", ", names.Take(50))})")}; {found} were given. A constant counts, and has to be given as a column of 1.");

    public static ArgumentException LacksColumns(IEnumerable<string> missing, IEnumerable<string> given, bool hasConstant) => new(
        $"The table lacks the columns {string.Join(", ", missing.Take(50))} that the model was fitted on. It has: {string.Join(", ", given.Take(50))}."
        + (hasConstant ? " statsmodels adds no constant by itself: give it as a column of 1." : ""));

    public static ArgumentException NeedsTable(string formula) => new(
        $"The model was fitted by the formula '{formula}' and predicts on a table with the formula's columns, not on a matrix.");

    public static ArgumentException UnknownLevel(string column, object value, IEnumerable<string> known) => new(
        $"The column '{column}' holds '{value}', which was not there when the model was fitted. Known: {string.Join(", ", known.Take(50))}.");
}
