using System.Data.Common;
using LineaSharp.Internal.Sql;
using Microsoft.Data.Sqlite;

namespace LineaSharp.Bench;

/// <summary>
/// MLflow's database, spoken to without LineaSharp's stores: what fills it, and what they are measured against. The statements are of the SQL
/// that SQLite and PostgreSQL share, so that another database needs a connection here and nothing more.
/// </summary>
internal sealed class MlflowTables : IDisposable
{
    private MlflowTables(DbConnection connection) => Connection = connection;

    public DbConnection Connection { get; }

    /// <summary>The URI that was given, else a new SQLite file in a folder.</summary>
    public static string Uri(Settings settings, string folder) => settings.MlflowUri ?? "sqlite:///" + Path.Combine(folder, "mlflow.db");

    public static async Task<MlflowTables> OpenAsync(string uri)
    {
        if (!SqliteUrl.IsSqlite(uri)) throw new ArgumentException($"The benchmarks open no database of the kind of '{uri[..uri.IndexOf(':', StringComparison.Ordinal)]}' yet.", nameof(uri));
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = SqliteUrl.Path(uri), Pooling = false }.ToString());
        await connection.OpenAsync();
        // As MLflow's own connections and those of the stores have them.
        await connection.ExecuteAsync(Sql.Raw("PRAGMA busy_timeout = 20000; PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON"), CancellationToken.None);
        return new MlflowTables(connection);
    }

    /// <summary>Runs the work in one transaction.</summary>
    public async Task FillAsync(Func<DbTransaction, Task> work)
    {
        using var transaction = await Connection.BeginTransactionAsync();
        await work(transaction);
        await transaction.CommitAsync();
    }

    public void Dispose() => Connection.Dispose();
}
