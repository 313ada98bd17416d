namespace LineaSharp.Backends;

/// <summary>What has to be taken back after a failure, step by step: one that fails keeps no other from being tried, and never hides what went wrong first.</summary>
/// <param name="cause">What went wrong.</param>
/// <param name="clock">Ends the attempts: a caller who cancelled, or whose server is gone, does not wait for all repetitions of all steps.</param>
internal sealed class TakingBack(Exception cause, TimeProvider clock)
{
    /// <summary>Under this key of <see cref="Exception.Data"/> stands what could not be taken back.</summary>
    public const string ErrorKey = "LineaSharp.NotTakenBack";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Deletes or marks something. That it is gone already is fine.</summary>
    public async Task StepAsync(Func<CancellationToken, Task> step)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        try
        {
            await Missing.IsFine(() => step(limit.Token)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LineaException or OperationCanceledException)
        {
            cause.Data[ErrorKey] = e;
        }
    }
}
