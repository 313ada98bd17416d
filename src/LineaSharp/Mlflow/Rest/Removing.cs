namespace LineaSharp.Mlflow.Rest;

internal static class Removing
{
    /// <summary>Sends a call that finds nothing the second time: what a repetition does not find, the attempt before it has removed.</summary>
    public static async Task RemoveAsync(this MlflowHttp http, MlflowCall call, CancellationToken ct)
    {
        try
        {
            await http.SendAsync(call, ct).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.MayBeDoneAlready && e.Code == ErrorCode.NotFound)
        {
            // Done by the attempt whose answer was lost.
        }
    }
}
