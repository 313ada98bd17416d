namespace LineaSharp.Mlflow.Databricks;

/// <summary>
/// The addresses of Databricks: <c>databricks</c> and <c>databricks://profile</c> for a workspace, <c>databricks-uc</c> and <c>databricks-uc://profile</c> for the
/// models of its Unity Catalog, and <c>databricks-uc+https://host</c>, which is what the latter two resolve to.
/// </summary>
/// <remarks>
/// What is stored with an artifact is where it went and never by whom: a workspace is stored as <c>https://host</c>, its Unity Catalog as
/// <c>databricks-uc+https://host</c>. The same workspace is found by them from any machine, under any profile's name. The identity is looked up
/// again by host, in the environment and the configuration file of the machine that asks (<see cref="DatabricksIdentity.FindFor"/>).
/// </remarks>
internal sealed record DatabricksUri
{
    private const string Workspace = "databricks", Catalog = "databricks-uc";

    /// <summary>Whether it is the registry in Unity Catalog, and not the workspace.</summary>
    public required bool IsUnityCatalog { get; init; }

    /// <summary>The profile of the configuration file; null for the environment's or the default one.</summary>
    public string? Profile { get; private init; }

    /// <summary>The workspace's <c>https://host</c>, when the address names it and not a profile.</summary>
    public string? Host { get; private init; }

    public static bool IsOne(string uri) =>
        After(uri, Workspace) is "" or [':', ..] || After(uri, Catalog) is not null;

    /// <exception cref="LineaException">NotConfigured: it is malformed. NotSupported: it names a secret scope.</exception>
    public static DatabricksUri Parse(string option, string uri)
    {
        var isCatalog = uri.StartsWith(Catalog, StringComparison.OrdinalIgnoreCase);
        var rest = After(uri, isCatalog ? Catalog : Workspace)!;
        if (rest.Length == 0) return new DatabricksUri { IsUnityCatalog = isCatalog };
        if (rest[0] == '+') return new DatabricksUri { IsUnityCatalog = true, Host = rest[1..] };
        if (!rest.StartsWith("://", StringComparison.Ordinal)) throw LineaException.BadDatabricksUri(option, uri, "two slashes go before the profile");
        var profile = rest["://".Length..].TrimEnd('/');
        if (profile.Length == 0) throw LineaException.BadDatabricksUri(option, uri, "it names no profile");
        if (profile.AsSpan().ContainsAny('/', '?', '#')) throw LineaException.BadDatabricksUri(option, uri, "a profile is one name");
        if (profile.Contains('@', StringComparison.Ordinal)) throw LineaException.BadDatabricksUri(option, "databricks://…", "credentials do not belong into it");
        if (profile.Contains(':', StringComparison.Ordinal)) throw LineaException.NoSecretScopes(option, uri);
        return new DatabricksUri { IsUnityCatalog = isCatalog, Profile = profile };
    }

    /// <summary>The registry that goes with a tracking URI when none is named: for a workspace its Unity Catalog, as in MLflow 3; else the same place.</summary>
    public static string DefaultRegistry(string trackingUri) =>
        IsOne(trackingUri) && After(trackingUri, Catalog) is null ? Catalog + After(trackingUri, Workspace) : trackingUri;

    /// <summary>The address of a workspace's Unity Catalog, by host.</summary>
    public static string CatalogAt(string host) => $"{Catalog}+{host}";

    private static string? After(string uri, string start)
    {
        if (!uri.StartsWith(start, StringComparison.OrdinalIgnoreCase)) return null;
        var rest = uri[start.Length..];
        return rest is "" or [':' or '+', ..] ? rest : null;
    }
}
