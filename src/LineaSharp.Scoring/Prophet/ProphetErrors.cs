namespace LineaSharp.Scoring.Prophet;

/// <summary>The messages about Prophet's models.</summary>
internal static class ProphetErrors
{
    public static LineaException Damaged(string fault, Exception? inner = null) => new(
        ErrorCode.CorruptArtifact, $"The Prophet model is damaged: {fault}. Restore it from a backup, or save the model again.", inner);

    public static LineaException Missing(string file) => new(
        ErrorCode.CorruptArtifact, $"The Prophet model's file '{file}' is not there. Restore it from a backup, or save the model again.");

    public static LineaException HasPredictor(string regressor) => new(
        ErrorCode.NotSupported, $"The Prophet model forecasts its regressor '{regressor}' by a predictor of its own, which native scoring does not compute. Load the model with LineaSharp.Python.");

    public static LineaException NeedsHolidays(string country) => new(
        ErrorCode.NotSupported,
        $"The Prophet model uses the holidays of '{country}', whose dates its file does not hold. "
        + "Load it as a ProphetModel and predict with ProphetOptions.Holidays: a table with the columns 'ds' and 'holiday', as Prophet's make_holidays_df gives it.");

    public static ArgumentException HasNoCountry() => new(
        "A table of holidays was given, and the Prophet model uses no country's holidays; its own are in its file. Leave the table out.");

    public static ArgumentException YearWithoutHoliday(int year, string country, IEnumerable<string> names) => new(
        $"The table of holidays has no holiday of '{country}' in {year}, a year that is to be forecast. The model knows: {string.Join(", ", names.Take(50))}.");
}
