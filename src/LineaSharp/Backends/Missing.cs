namespace LineaSharp.Backends;

internal static class Missing
{
    /// <summary>Deletes or marks something that may be gone already.</summary>
    public static async Task IsFine(Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (LineaException e) when (e.Code == ErrorCode.NotFound)
        {
            // Gone already: what was wanted is so.
        }
    }
}
