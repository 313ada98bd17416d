namespace LineaSharp.Mlflow;

internal static partial class MlflowErrors
{
    public static MlflowException RunHasEnded(string id, RunStatus? status) => new(
        MlflowErrorCodes.InvalidState,
        $"The run {id} has ended{(status is { } known ? $" as {known}" : "")}. To go on with it, start it again: new StartRunOptions {{ RunId = \"{id}\" }}.");

    public static MlflowException RunOfAnotherExperiment(string id, string experimentId, string asked) =>
        Invalid($"The run {id} belongs to the experiment {experimentId}, not to {asked}. Leave the experiment out to go on with the run.");

    /// <summary>What a background batch met, told at a later call: the store's own error, with its code, is the inner one.</summary>
    public static LineaException NotLogged(string runId, int entries, Exception cause)
    {
        var message = $"{entries} of the values logged to the run {runId} before this call are not stored: {cause.Message}";
        return cause switch
        {
            MlflowException e => new MlflowException(e.MlflowErrorCode, message, e, e.IsTransient) { Status = e.Status, Request = e.Request },
            LineaException e => new LineaException(e.Code, message, e, e.IsTransient),
            _ => new LineaException(ErrorCode.Unknown, message, cause),
        };
    }
}
