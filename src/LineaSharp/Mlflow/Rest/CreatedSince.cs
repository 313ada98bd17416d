namespace LineaSharp.Mlflow.Rest;

/// <summary>
/// Creates what has a name of its own, so that a repeated create cannot make two: it answers that the name is taken. Whether we took it
/// ourselves, in an attempt whose answer was lost, is told by its age and contents.
/// </summary>
internal sealed class CreatedSince(MlflowHttp http)
{
    // Clocks of hosts differ by seconds; a name that somebody else took just then with the very same contents does as well.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <param name="create">Sends the create, as often as it takes.</param>
    /// <param name="findOwn">Gets what has the name now, with its age and whether its contents are those that were sent.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<T> CreateAsync<T>(Func<Task<T>> create, Func<Task<(T Made, DateTimeOffset? CreatedAt, bool IsSame)>> findOwn, CancellationToken ct)
    {
        var began = http.UtcNow();
        try
        {
            return await create().ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.MayBeDoneAlready && e.Code == ErrorCode.AlreadyExists)
        {
            ct.ThrowIfCancellationRequested();
            var (made, createdAt, isSame) = await findOwn().ConfigureAwait(false);
            if (isSame && createdAt >= began - ClockSkew) return made;
            throw;
        }
    }
}
