using LineaSharp.Mlflow;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Postgres;

public sealed class PostgresTrackingStoreTests(PostgresDatabase database) : TrackingStoreConformance, IClassFixture<PostgresDatabase>
{
    protected override MlflowClient Client { get; } = database.Client();
}

public sealed class PostgresSearchTests(PostgresDatabase database) : TrackingSearchConformance, IClassFixture<PostgresDatabase>
{
    protected override MlflowClient Client { get; } = database.Client();
}

public sealed class PostgresModelRegistryTests(PostgresDatabase database) : ModelRegistryStoreConformance, IClassFixture<PostgresDatabase>
{
    protected override MlflowClient Client { get; } = database.Client();
}

/// <summary>The same promises on the schema of MLflow 3.17.</summary>
public sealed class PostgresTrackingStoreOfMlflow317Tests(PostgresDatabaseOfMlflow317 database) : TrackingStoreConformance, IClassFixture<PostgresDatabaseOfMlflow317>
{
    protected override MlflowClient Client { get; } = database.Client();
}

/// <summary>The same promises on the schema of MLflow 3.17.</summary>
public sealed class PostgresModelRegistryOfMlflow317Tests(PostgresDatabaseOfMlflow317 database) : ModelRegistryStoreConformance, IClassFixture<PostgresDatabaseOfMlflow317>
{
    protected override MlflowClient Client { get; } = database.Client();
}
