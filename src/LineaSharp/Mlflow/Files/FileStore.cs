namespace LineaSharp.Mlflow.Files;

/// <summary>What the two stores of a file store share: its root, how work is run, and what happens to what is damaged.</summary>
/// <param name="root">The folder, absolute.</param>
/// <param name="onDamaged">Told of what a search leaves out because it cannot be read; null when a search then fails.</param>
internal sealed class FileStore(string root, Action<LineaException>? onDamaged)
{
    public string Root => root;

    /// <summary>Reads on the pool, so that a caller's thread never waits for a disk.</summary>
    public Task<T> ReadAsync<T>(Func<StoreFolder, T> read, CancellationToken ct) => Task.Run(
        () =>
        {
            try
            {
                return read(StoreFolder.Root(root));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw LineaException.FileStoreUnreadable(root, e);
            }
        },
        ct);

    /// <summary>Reads each of several things, where null is none. One that is damaged ends the search, unless the client wants to be told and have the rest.</summary>
    public IEnumerable<T> Each<T>(IEnumerable<string> names, Func<string, T?> read, CancellationToken ct) where T : class
    {
        foreach (var name in names)
        {
            ct.ThrowIfCancellationRequested();
            if (ReadOne(name, read) is { } thing) yield return thing;
        }
    }

    /// <summary>The answer to every call that would write.</summary>
    public Task<T> RefuseAsync<T>() => Task.FromException<T>(LineaException.FileStoreIsReadOnly(root));

    public Task RefuseAsync() => RefuseAsync<object>();

    private T? ReadOne<T>(string name, Func<string, T?> read) where T : class
    {
        try
        {
            return read(name);
        }
        catch (LineaException damage) when (damage.Code == ErrorCode.CorruptArtifact)
        {
            if (onDamaged is null) throw LineaException.SearchMeetsDamage(damage);
            onDamaged(damage);
            return null;
        }
    }
}
