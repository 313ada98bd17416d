using System.Globalization;
using LineaSharp.Mlflow;
using Npgsql;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Postgres;

/// <summary>A database of one test's own on the PostgreSQL server that LINEA_TEST_POSTGRES names; made when it is first asked for.</summary>
public class PostgresDatabase : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _name = $"linea_test_{Guid.NewGuid():n}";
    private readonly Lazy<string> _uri;

    public PostgresDatabase() => _uri = new Lazy<string>(Create);

    /// <summary>The database's URI. Without a server the test that asks for it is skipped.</summary>
    public string Uri
    {
        get
        {
            Assert.SkipUnless(Server is { Length: > 0 }, "Set LINEA_TEST_POSTGRES to the URI of a PostgreSQL server of locale C or C.UTF-8 on which databases may be created (postgresql://user@host:port/postgres).");
            return _uri.Value;
        }
    }

    private static string? Server => Environment.GetEnvironmentVariable("LINEA_TEST_POSTGRES");

    public string Local(params string[] parts) => _folder.File(parts);

    public MlflowClient Client(TimeProvider? time = null) => new(Options(time));

    public MlflowClientOptions Options(TimeProvider? time = null) => new()
    {
        TrackingUri = Uri, RegistryUri = Uri, DefaultArtifactRoot = Local("mlruns"), TimeProvider = time ?? TimeProvider.System,
    };

    /// <summary>A connection of a program that knows nothing of this library.</summary>
    public NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(ConnectionString(Uri));
        connection.Open();
        return connection;
    }

    /// <summary>The first value that a statement gives.</summary>
    public string Ask(string sql)
    {
        using var connection = Connect();
        return Ask(connection, sql);
    }

    public static string Ask(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
    }

    public void Tell(string sql) => Ask(sql);

    /// <summary>Waits until as many sessions as said wait for a lock in this database.</summary>
    public async Task UntilWaitingAsync(int sessions)
    {
        while (Ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") != $"{sessions}") await Task.Delay(5);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What stands in a database before a client sees it.</summary>
    protected virtual string Content => "";

    protected virtual void Dispose(bool disposing)
    {
        _folder.Dispose();
        if (_uri.IsValueCreated) OnServer($"DROP DATABASE {_name} WITH (FORCE)");
    }

    private string Create()
    {
        OnServer($"CREATE DATABASE {_name}");
        var uri = new UriBuilder(Server!) { Path = "/" + _name }.Uri.ToString();
        if (Content.Length > 0)
        {
            using var connection = new NpgsqlConnection(ConnectionString(uri));
            connection.Open();
            Ask(connection, Content);
        }
        return uri;
    }

    private static void OnServer(string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString(Server!));
        connection.Open();
        Ask(connection, sql);
    }

    private static string ConnectionString(string uri)
    {
        var parts = new Uri(uri);
        return new NpgsqlConnectionStringBuilder
        {
            Host = parts.Host, Port = parts.Port, Username = parts.UserInfo.Split(':')[0], Password = parts.UserInfo.Contains(':', StringComparison.Ordinal) ? parts.UserInfo.Split(':')[1] : null,
            Database = parts.AbsolutePath.Trim('/'), Pooling = false,
        }.ToString();
    }
}

/// <summary>A database with the schema that MLflow 3.17 has on PostgreSQL, and the rows of a new one.</summary>
public sealed class PostgresDatabaseOfMlflow317 : PostgresDatabase
{
    protected override string Content => File.ReadAllText(MlflowFiles.Golden("schema-v317-postgresql.sql")) + $"""
        ;
        INSERT INTO alembic_version VALUES ('dc11669786a5');
        INSERT INTO workspaces (name, description) VALUES ('default', 'Default workspace for legacy resources');
        INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace)
        VALUES (0, 'Default', '{Local("mlruns")}/0', 'active', 1, 1, 'default');
        """;
}
