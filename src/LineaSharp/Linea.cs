
namespace LineaSharp;

/// <summary>The front door: one store for the whole program, <see cref="Default"/>, which can be replaced.</summary>
/// <example><code>
/// Linea.Save(new { accuracy = 0.97 }, "metrics");
/// var metrics = Linea.Get("metrics").GetValue();
/// </code></example>
public static class Linea
{
    private static ArtifactStore? _default;

    /// <summary>The store behind the members here. It is made at its first use, from the environment and linea_config.json; set another to replace it.</summary>
    public static ArtifactStore Default
    {
        get => Volatile.Read(ref _default) ?? Interlocked.CompareExchange(ref _default, new ArtifactStore(), null) ?? _default;
        set => Volatile.Write(ref _default, value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <inheritdoc cref="ArtifactStore.Options"/>
    public static LineaOptions Options => Default.Options;

    /// <inheritdoc cref="ArtifactStore.Use"/>
    public static void Use(params ReadOnlySpan<IStorePart> parts) => Default.Use(parts);

    /// <inheritdoc cref="ArtifactStore.SaveAsync"/>
    public static Artifact Save(object value, string name, string? storageBackend = null, string? registeredModelName = null, SaveOptions? options = null) =>
        Default.Save(value, name, storageBackend, registeredModelName, options);

    /// <inheritdoc cref="ArtifactStore.SaveAsync"/>
    public static Task<Artifact> SaveAsync(
        object value, string name, string? storageBackend = null, string? registeredModelName = null, SaveOptions? options = null, CancellationToken cancellationToken = default) =>
        Default.SaveAsync(value, name, storageBackend, registeredModelName, options, cancellationToken);

    /// <inheritdoc cref="ArtifactStore.GetAsync"/>
    public static Artifact Get(string name, int? version = null) => Default.Get(name, version);

    /// <inheritdoc cref="ArtifactStore.GetAsync"/>
    public static Task<Artifact> GetAsync(string name, int? version = null, CancellationToken cancellationToken = default) => Default.GetAsync(name, version, cancellationToken);

    /// <inheritdoc cref="ArtifactStore.FindAsync(string, int?, CancellationToken)"/>
    public static Artifact? Find(string name, int? version = null) => Default.Find(name, version);

    /// <inheritdoc cref="ArtifactStore.FindAsync(string, int?, CancellationToken)"/>
    public static Task<Artifact?> FindAsync(string name, int? version = null, CancellationToken cancellationToken = default) => Default.FindAsync(name, version, cancellationToken);

    /// <inheritdoc cref="ArtifactStore.ListAsync"/>
    public static IReadOnlyList<Artifact> List(string? name = null, bool allVersions = false, ArtifactFilter? filter = null) => Default.List(name, allVersions, filter);

    /// <inheritdoc cref="ArtifactStore.ListAsync"/>
    public static IAsyncEnumerable<Artifact> ListAsync(string? name = null, bool allVersions = false, ArtifactFilter? filter = null, CancellationToken cancellationToken = default) =>
        Default.ListAsync(name, allVersions, filter, cancellationToken);

    /// <inheritdoc cref="ArtifactStore.DeleteAsync(string, int, bool, CancellationToken)"/>
    public static void Delete(string name, int version, bool deleteFromMlflow = false) => Default.Delete(name, version, deleteFromMlflow);

    /// <inheritdoc cref="ArtifactStore.DeleteAsync(string, int, bool, CancellationToken)"/>
    public static Task DeleteAsync(string name, int version, bool deleteFromMlflow = false, CancellationToken cancellationToken = default) =>
        Default.DeleteAsync(name, version, deleteFromMlflow, cancellationToken);

    /// <inheritdoc cref="ArtifactStore.DeleteAsync(string, string, bool, CancellationToken)"/>
    public static void Delete(string name, string version, bool deleteFromMlflow = false) => Default.Delete(name, version, deleteFromMlflow);

    /// <inheritdoc cref="ArtifactStore.DeleteAsync(string, string, bool, CancellationToken)"/>
    public static Task DeleteAsync(string name, string version, bool deleteFromMlflow = false, CancellationToken cancellationToken = default) =>
        Default.DeleteAsync(name, version, deleteFromMlflow, cancellationToken);

    /// <inheritdoc cref="ArtifactStore.SetAliasAsync"/>
    public static void SetAlias(string name, string alias, int version) => Default.SetAlias(name, alias, version);

    /// <inheritdoc cref="ArtifactStore.SetAliasAsync"/>
    public static Task SetAliasAsync(string name, string alias, int version, CancellationToken cancellationToken = default) =>
        Default.SetAliasAsync(name, alias, version, cancellationToken);
}
