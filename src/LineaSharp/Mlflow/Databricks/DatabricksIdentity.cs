using LineaSharp.Mlflow.Rest;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>A workspace and who we are there: the one place where Databricks' credentials are looked for.</summary>
/// <remarks>
/// <c>databricks</c> takes DATABRICKS_HOST with the environment's credentials, else the profile that DATABRICKS_CONFIG_PROFILE names, else the profile
/// <c>DEFAULT</c>. <c>databricks://name</c> takes that profile and nothing else.
/// </remarks>
internal sealed record DatabricksIdentity
{
    /// <summary>The workspace's address, without credentials.</summary>
    public required MlflowAddress Host { get; init; }

    /// <summary>The profile it came from; null when it came from the environment or the client's options.</summary>
    public string? Profile { get; private init; }

    /// <summary>The number of the workspace, where hosts serve several; null when it is not told.</summary>
    public string? WorkspaceId { get; private init; }

    public string? Token { get; private init; }
    public (string Id, string Secret)? Client { get; private init; }
    public (string Name, string Password)? User { get; private init; }

    public bool HasCredentials => Token is not null || Client is not null || User is not null;

    /// <exception cref="LineaException">NotConfigured: no such profile, no host or no credentials, and what to set.</exception>
    public static DatabricksIdentity Of(DatabricksUri uri, MlflowHttpOptions options)
    {
        if (uri.Host is { } host)
        {
            var address = HostOf(host, "the URI of the Unity Catalog");
            return FindFor(address, options) ?? Checked(new DatabricksIdentity { Host = address, Token = options.Token }, options);
        }
        if (uri.Profile is { } profile) return OfProfile(profile, DatabricksConfigFile.Read(options.Environment), options);

        var environment = new Variables(options.Environment);
        if (environment.Text("DATABRICKS_HOST") is not null) return OfEnvironment(environment, options);
        var file = DatabricksConfigFile.Read(options.Environment);
        if (environment.Text("DATABRICKS_CONFIG_PROFILE") is { } named) return OfProfile(named, file, options);
        if (!file.Has(DatabricksConfigFile.DefaultProfile)) throw LineaException.DatabricksNotConfigured(file.Path);
        return OfProfile(DatabricksConfigFile.DefaultProfile, file, options);
    }

    /// <summary>Who we are at a host that a stored address names: null when no credentials on this machine are for that very host.</summary>
    /// <exception cref="LineaException">NotConfigured: several profiles are for it, and none is chosen.</exception>
    public static DatabricksIdentity? FindFor(MlflowAddress host, MlflowHttpOptions options)
    {
        var environment = new Variables(options.Environment);
        if (environment.Text("DATABRICKS_HOST") is { } named && IsSame(named, host) && NamesCredentials(OfVariables(environment))) return OfEnvironment(environment, options);
        return FindInFile(host, environment, options);
    }

    private static DatabricksIdentity? FindInFile(MlflowAddress host, Variables environment, MlflowHttpOptions options)
    {
        var file = DatabricksConfigFile.Read(options.Environment);
        var profiles = file.Profiles.Where(p => file.Find(p, "host") is { } its && IsSame(its, host) && NamesCredentials(key => file.Find(p, key))).ToList();
        if (environment.Text("DATABRICKS_CONFIG_PROFILE") is { } chosen && profiles.Contains(chosen, StringComparer.Ordinal)) return OfProfile(chosen, file, options);
        return profiles switch
        {
            [] => null,
            [var only] => OfProfile(only, file, options),
            _ when profiles.Contains(DatabricksConfigFile.DefaultProfile) => OfProfile(DatabricksConfigFile.DefaultProfile, file, options),
            _ => throw LineaException.SeveralDatabricksProfiles(host.Text, profiles, file.Path),
        };
    }

    private static bool NamesCredentials(Func<string, string?> read) =>
        (read("token") ?? read("client_id") ?? read("client_secret") ?? read("username") ?? read("password")) is not null;

    private static Func<string, string?> OfVariables(Variables environment) => name => environment.Text($"DATABRICKS_{name.ToUpperInvariant()}");

    /// <summary>The type's name and the host: nothing else in here belongs into a log.</summary>
    public override string ToString() => $"{nameof(DatabricksIdentity)} at {Host.Text}";

    private static DatabricksIdentity OfEnvironment(Variables environment, MlflowHttpOptions options)
    {
        var host = HostOf(environment.Text("DATABRICKS_HOST")!, "DATABRICKS_HOST");
        var found = Read(host, OfVariables(environment), "the environment (DATABRICKS_…)", options);
        // A host alone: a profile that is for it knows the rest.
        return found.HasCredentials ? found : FindInFile(host, environment, options) ?? Checked(found, options);
    }

    private static DatabricksIdentity OfProfile(string profile, DatabricksConfigFile file, MlflowHttpOptions options)
    {
        if (!file.Has(profile)) throw LineaException.NoDatabricksProfile(profile, file.Path, file.Profiles);
        var whence = $"the profile '{profile}' of '{file.Path}'";
        var host = file.Find(profile, "host") ?? throw LineaException.NoDatabricksHost(whence);
        return Checked(Read(HostOf(host, whence), name => file.Find(profile, name), whence, options) with { Profile = profile }, options);
    }

    private static DatabricksIdentity Read(MlflowAddress host, Func<string, string?> read, string whence, MlflowHttpOptions options)
    {
        var found = new DatabricksIdentity { Host = host, WorkspaceId = read("workspace_id") };
        if ((options.Token ?? read("token")) is { } token) return found with { Token = Usable(token, "token") };
        if (Both(read("client_id"), read("client_secret"), "client_id", "client_secret", whence) is { } client) return found with { Client = client };
        return found with { User = Both(read("username"), read("password"), "username", "password", whence) };
    }

    // A handler of the caller's own may know who we are.
    private static DatabricksIdentity Checked(DatabricksIdentity identity, MlflowHttpOptions options) =>
        identity.HasCredentials || options.Handler is not null ? identity : throw LineaException.NoDatabricksCredentials(identity.Host.Text);

    private static (string, string)? Both(string? first, string? second, string firstName, string secondName, string whence) => (first, second) switch
    {
        (null, null) => null,
        (not null, not null) => (Usable(first, firstName), Usable(second, secondName)),
        _ => throw LineaException.HalfOfDatabricksCredentials(whence, first is null ? secondName : firstName, first is null ? firstName : secondName),
    };

    private static string Usable(string secret, string name) =>
        secret.Trim() is { Length: > 0 } trimmed && !trimmed.Any(c => char.IsControl(c) || c > '~') ? trimmed : throw LineaException.UnusableSecret(name);

    private static MlflowAddress HostOf(string host, string whence) => TryHost(host) switch
    {
        null => throw LineaException.BadDatabricksHost(whence, "it is no https://host"),
        { Scheme: "http", IsLoopback: false } => throw LineaException.BadDatabricksHost(whence, "it is http://, and credentials are sent over https:// only"),
        { UserInfo.Length: > 0 } => throw LineaException.BadDatabricksHost(whence, "credentials do not belong into it"),
        var uri => MlflowAddress.Parse("Databricks host", uri.GetLeftPart(UriPartial.Authority)),
    };

    private static bool IsSame(string host, MlflowAddress other) =>
        TryHost(host) is { } uri && other.Uri is var there && uri.Scheme == there.Scheme && uri.Port == there.Port
        && string.Equals(uri.IdnHost, there.IdnHost, StringComparison.OrdinalIgnoreCase);

    // Hosts are written with and without https://, and as they are copied from a browser: with a path or ?o=123 behind.
    private static Uri? TryHost(string host) =>
        Uri.TryCreate(host.Contains("://", StringComparison.Ordinal) ? host.Trim() : $"https://{host.Trim()}", UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https" && uri!.Host.Length > 0 ? uri : null;
}
