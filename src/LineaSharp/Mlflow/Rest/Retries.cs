namespace LineaSharp.Mlflow.Rest;

/// <summary>The one place where calls are repeated.</summary>
internal sealed class Retries(RetryPolicy policy, TimeProvider clock)
{
    /// <summary>Makes attempts until one succeeds, one fails for good, or repeating is over or would not be safe.</summary>
    public async Task<T> RunAsync<T>(Repeat repeat, Func<CancellationToken, Task<T>> attempt, CancellationToken ct)
    {
        var mayBeDone = false;
        for (var repetition = 1; ; repetition++)
        {
            MlflowException error;
            try
            {
                return await attempt(ct).ConfigureAwait(false);
            }
            catch (MlflowException e)
            {
                error = e;
            }

            error.MayBeDoneAlready = mayBeDone;
            if (error.Failure is not { } failure || repeat == Repeat.Never) throw error;
            if (failure.MayHaveActed && repeat == Repeat.WouldDouble) throw MlflowErrors.OutcomeUnknown(error);
            if (repetition > policy.MaxRetries || policy.Pause(repetition, failure.RetryAfter, Random.Shared.NextDouble()) is not { } wait) throw error;
            mayBeDone |= failure.MayHaveActed;
            if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, ct).ConfigureAwait(false);
        }
    }
}
