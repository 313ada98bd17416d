namespace LineaSharp.Internal;

/// <summary>A new folder that only this user can enter, until it is disposed: nobody else swaps bytes between their check and their use.</summary>
internal sealed class PrivateFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("linea-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
