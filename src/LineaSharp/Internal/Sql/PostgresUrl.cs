using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace LineaSharp.Internal.Sql;

/// <summary>
/// The address of a PostgreSQL database as SQLAlchemy and libpq write it: <c>postgresql://user:password@host:port/database?sslmode=require</c>,
/// with or without SQLAlchemy's driver (<c>postgresql+psycopg2://</c>), over a socket as <c>postgresql:///database?host=/folder</c>.
/// </summary>
internal sealed partial class PostgresUrl
{
    private const int DefaultPort = 5432;

    private readonly NpgsqlConnectionStringBuilder _settings;

    private PostgresUrl(NpgsqlConnectionStringBuilder settings) => _settings = settings;

    public string Host => _settings.Host!;

    /// <summary>What the driver is told. It may hold a password: never show it.</summary>
    public string ConnectionString => _settings.ConnectionString;

    /// <summary>
    /// The address without user, password and all that is only about the way there: equal for everyone who means the same tables. The session's options
    /// stay, because a search_path in them says which tables are meant.
    /// </summary>
    public string Canonical
    {
        get
        {
            var isSocket = Host.StartsWith('/') || Host.StartsWith('@');
            var host = isSocket ? "" : Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
            var port = _settings.Port.ToString(CultureInfo.InvariantCulture);
            var query = new List<string>();
            if (isSocket) query.AddRange([$"host={Uri.EscapeDataString(Host).Replace("%2F", "/", StringComparison.Ordinal)}", $"port={port}"]);
            if (!string.IsNullOrEmpty(_settings.Options)) query.Add($"options={Uri.EscapeDataString(_settings.Options)}");
            return $"postgresql://{host}{(isSocket ? "" : ":" + port)}/{_settings.Database}{(query.Count > 0 ? "?" : "")}{string.Join('&', query)}";
        }
    }

    public static bool IsPostgres(string url) => Scheme().IsMatch(url);

    /// <summary>Reads an address; what it leaves out is what libpq takes: PGHOST, PGPORT, PGSSLMODE, else this machine's own server.</summary>
    /// <exception cref="LineaException">NotConfigured: it is no such address, or asks for what the driver cannot do. The message does not repeat it, since a password may be in it.</exception>
    public static PostgresUrl Parse(string option, string url)
    {
        var parts = Address().Match(url);
        if (!parts.Success) throw LineaException.BadPostgresUri(option, "it cannot be read");
        var given = Parameters(option, parts);

        // Encryption by Kerberos is tried on request only: the try would complain on standard error where Kerberos is not installed.
        var settings = new NpgsqlConnectionStringBuilder { MaxPoolSize = 20, Enlist = false, ClientEncoding = "UTF8" };
        if (!given.ContainsKey("gssencmode") && Variable("PGGSSENCMODE") is null) settings.GssEncryptionMode = GssEncryptionMode.Disable;
        if (!given.ContainsKey("sslmode") && Variable("PGSSLMODE") is { } sslMode) given["sslmode"] = sslMode;
        foreach (var (key, value) in given) Set(settings, option, key, value);

        if (string.IsNullOrEmpty(settings.Database)) throw LineaException.BadPostgresUri(option, "it names no database");
        if (string.IsNullOrEmpty(settings.Host)) settings.Host = Variable("PGHOST") ?? LocalServer();
        if (settings.Host!.Contains(',', StringComparison.Ordinal)) throw LineaException.BadPostgresUri(option, "it names several hosts; name one");
        if (!settings.Host.StartsWith('/')) settings.Host = settings.Host.ToLowerInvariant();
        if (!given.ContainsKey("port")) Set(settings, option, "port", Variable("PGPORT") ?? DefaultPort.ToString(CultureInfo.InvariantCulture));
        return new PostgresUrl(settings);
    }

    public override string ToString() => Canonical;

    // What stands before the question mark is a parameter as well; one behind it counts more, as in libpq.
    private static Dictionary<string, string> Parameters(string option, Match parts)
    {
        var given = new Dictionary<string, string>();
        Add("user", Uri.UnescapeDataString(parts.Groups["user"].Value));
        Add("password", Uri.UnescapeDataString(parts.Groups["password"].Value));
        Add("host", Uri.UnescapeDataString(parts.Groups["host"].Value));
        Add("port", parts.Groups["port"].Value);
        Add("dbname", parts.Groups["database"].Value);
        foreach (var pair in parts.Groups["query"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split('=', 2) is not [var key, var value]) throw LineaException.BadPostgresUri(option, "a parameter behind the question mark has no value");
            Add(Decode(key), Decode(value));
        }
        return given;

        void Add(string key, string value)
        {
            if (value.Length > 0) given[key] = value;
        }

        static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
    }

    private static void Set(NpgsqlConnectionStringBuilder settings, string option, string key, string value)
    {
        try
        {
            switch (key)
            {
                case "host": settings.Host = value; break;
                case "port": settings.Port = Number(value) is > 0 and <= 65535 and var port ? port : throw new FormatException(); break;
                case "dbname": settings.Database = value; break;
                case "user": settings.Username = value; break;
                case "password": settings.Password = value; break;
                case "passfile": settings.Passfile = value; break;
                case "sslmode": settings.SslMode = Word<SslMode>(value); break;
                case "sslnegotiation": settings.SslNegotiation = Word<SslNegotiation>(value); break;
                case "sslrootcert": settings.RootCertificate = value; break;
                case "sslcert": settings.SslCertificate = value; break;
                case "sslkey": settings.SslKey = value; break;
                case "sslpassword": settings.SslPassword = value; break;
                case "channel_binding": settings.ChannelBinding = Word<ChannelBinding>(value); break;
                case "gssencmode": settings.GssEncryptionMode = Word<GssEncryptionMode>(value); break;
                case "krbsrvname": settings.KerberosServiceName = value; break;
                case "connect_timeout": settings.Timeout = Math.Max(0, Number(value)); break;
                case "application_name": settings.ApplicationName = value; break;
                case "options": settings.Options = value; break;
                case "keepalives": settings.TcpKeepAlive = Number(value) != 0; break;
                case "keepalives_idle": settings.TcpKeepAliveTime = Number(value); break;
                case "keepalives_interval": settings.TcpKeepAliveInterval = Number(value); break;
                case "client_encoding" when value.Replace("-", "", StringComparison.Ordinal).Equals("utf8", StringComparison.OrdinalIgnoreCase): break;
                default: throw LineaException.UnknownPostgresParameter(option, key);
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            throw LineaException.BadPostgresUri(option, $"its {key} has a value that is not allowed");
        }
    }

    private static int Number(string value) => int.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    // libpq's verify-full is the driver's VerifyFull.
    private static T Word<T>(string value) where T : struct, Enum
    {
        var plain = value.Replace("-", "", StringComparison.Ordinal);
        var at = Array.FindIndex(Enum.GetNames<T>(), name => name.Equals(plain, StringComparison.OrdinalIgnoreCase));
        return at >= 0 ? Enum.GetValues<T>()[at] : throw new FormatException();
    }

    // Where libpq as Debian and Red Hat build it looks for the socket.
    private static string LocalServer() => Directory.Exists("/var/run/postgresql") ? "/var/run/postgresql" : "localhost";

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    [GeneratedRegex(@"^postgres(ql)?(\+\w+)?://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    // SQLAlchemy's grammar, in which a password may hold everything but an @.
    [GeneratedRegex(
        @"^postgres(ql)?(\+\w+)?://
        (?:(?<user>[^:/@]*)(?::(?<password>[^@]*))?@)?
        (?:\[(?<host>[^/?\]]+)\]|(?<host>[^/:?]*))(?::(?<port>[0-9]*))?
        (?:/(?<database>[^?]*))?
        (?:\?(?<query>.*))?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Address();
}
