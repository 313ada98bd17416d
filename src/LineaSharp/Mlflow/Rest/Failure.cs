namespace LineaSharp.Mlflow.Rest;

/// <summary>A failed attempt that a repetition could mend.</summary>
/// <param name="MayHaveActed">Whether the server may have carried the call out all the same.</param>
/// <param name="RetryAfter">How long the server asked to wait.</param>
internal sealed record Failure(bool MayHaveActed, TimeSpan? RetryAfter = null);
