namespace LineaSharp;

/// <summary>The names of the storage backends.</summary>
public static class StorageBackend
{
    /// <summary>Linea's own store.</summary>
    public const string Linea = "linea";

    /// <summary>MLflow: the tracking server and its artifact store.</summary>
    public const string Mlflow = "mlflow";

    internal static IReadOnlyList<string> All { get; } = [Linea, Mlflow];

    /// <summary>The backend that a text names: <see cref="Linea"/> or <see cref="Mlflow"/>.</summary>
    /// <param name="name">In any case; <c>lineapy</c> is another name of <see cref="Linea"/>.</param>
    /// <exception cref="ArgumentException">There is no such backend; the message lists those that are there.</exception>
    public static string Parse(string name) => Find(name) ?? throw new ArgumentException(
        $"No storage backend '{name}'. Configured: {string.Join(", ", All)}.", nameof(name));

    internal static string? Find(string? name) => name?.ToLowerInvariant() switch
    {
        Linea or "lineapy" => Linea,
        Mlflow => Mlflow,
        _ => null,
    };
}
