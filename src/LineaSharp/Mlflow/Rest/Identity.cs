using System.Net.Http.Headers;
using System.Text;

namespace LineaSharp.Mlflow.Rest;

/// <summary>Who the client is: the one place where credentials are looked for.</summary>
internal static class Identity
{
    /// <summary>The Authorization header for a server; null when there are no credentials.</summary>
    /// <exception cref="LineaException">NotConfigured: credentials are incomplete or unreadable. NotSupported: another kind of authentication is asked for.</exception>
    public static AuthenticationHeaderValue? Header(MlflowAddress address, MlflowHttpOptions options)
    {
        if (options.Username is not null || options.Password is not null)
            return Basic(options.Username ?? throw LineaException.HalfOfCredentials("name"), options.Password ?? throw LineaException.HalfOfCredentials("password"));
        if (options.Token is { } given) return Bearer(given);
        if (address.Credentials is { } inUri) return Basic(inUri.UserName, inUri.Password);

        var environment = new Variables(options.Environment);
        RefuseOthers(environment, options);
        var (name, password) = (environment.Text("MLFLOW_TRACKING_USERNAME"), environment.Text("MLFLOW_TRACKING_PASSWORD"));
        if (name is null || password is null)
        {
            var file = CredentialsFile.Read(options.CredentialsFile ?? CredentialsFile.DefaultPath);
            name ??= file.Username;
            password ??= file.Password;
        }
        if (name is not null && password is not null) return Basic(name, password);
        if (environment.Text("MLFLOW_TRACKING_TOKEN") is { } token) return Bearer(token);
        if (name is not null || password is not null) throw LineaException.HalfOfCredentials(name is null ? "name" : "password");
        return null;
    }

    private static AuthenticationHeaderValue Basic(string name, string password)
    {
        if (name.Any(char.IsControl) || password.Any(char.IsControl)) throw LineaException.UnusableSecret("name or password");
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
    }

    private static AuthenticationHeaderValue Bearer(string token)
    {
        var trimmed = token.Trim();
        if (trimmed.Length == 0 || trimmed.Any(c => char.IsControl(c) || c > '~')) throw LineaException.UnusableSecret("token");
        return new AuthenticationHeaderValue("Bearer", trimmed);
    }

    // Whoever asked for these must not be sent on without them. A handler of the caller's own is the way to have them.
    private static void RefuseOthers(Variables environment, MlflowHttpOptions options)
    {
        if (options.Handler is not null) return;
        if (environment.Flag("MLFLOW_TRACKING_AWS_SIGV4") == true) throw LineaException.NoSuchAuthentication("MLFLOW_TRACKING_AWS_SIGV4");
        if (environment.Text("MLFLOW_TRACKING_AUTH") is not null) throw LineaException.NoSuchAuthentication("MLFLOW_TRACKING_AUTH");
    }
}
