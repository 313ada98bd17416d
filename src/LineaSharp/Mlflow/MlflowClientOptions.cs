using LineaSharp.Repositories;

namespace LineaSharp.Mlflow;

/// <summary>Which stores an <see cref="MlflowClient"/> speaks to, and how.</summary>
public sealed record MlflowClientOptions
{
    /// <summary>
    /// The store of experiments, runs and logged models: an MLflow server (<c>http://host:5000</c>, <c>https://host/path</c>) or its database
    /// (<c>sqlite:///relative.db</c>, <c>sqlite:////absolute.db</c>, <c>postgresql://user:password@host:port/database</c>, also with SQLAlchemy's driver part;
    /// what its address leaves out comes from PGUSER, PGPASSWORD, <c>~/.pgpass</c> and libpq's other variables), or its older file store, which is only read (<c>./mlruns</c>, <c>file:///absolute/mlruns</c>), or a Databricks workspace: <c>databricks</c> (DATABRICKS_HOST with DATABRICKS_TOKEN or
    /// DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, else the profile that DATABRICKS_CONFIG_PROFILE names, else the profile DEFAULT of <c>~/.databrickscfg</c>) or
    /// <c>databricks://profile</c>. Databricks was tested against a stub only.
    /// The default is the environment variable MLFLOW_TRACKING_URI, else <c>sqlite:///mlflow.db</c> in the working directory.
    /// </summary>
    public string? TrackingUri { get; init; }

    /// <summary>
    /// The model registry. The default is the environment variable MLFLOW_REGISTRY_URI, else the tracking store. With a tracking store on Databricks it is the
    /// workspace's Unity Catalog (<c>databricks-uc</c>, <c>databricks-uc://profile</c>), as in MLflow 3; <c>databricks</c> is the workspace's older registry.
    /// </summary>
    public string? RegistryUri { get; init; }

    /// <summary>
    /// The name of the experiment for runs and models whose caller names none; it is made if there is none. The default is what the environment variables
    /// MLFLOW_EXPERIMENT_NAME or MLFLOW_EXPERIMENT_ID say, else the store's experiment <c>Default</c>. A Databricks workspace has no such one: there it is a path such as
    /// <c>/Users/me@example.com/churn</c>, and must be named.
    /// </summary>
    public string? Experiment { get; init; }

    /// <summary>
    /// What <c>mlflow-artifacts:/</c> stands for in a database that an MLflow server wrote: the address of that server (<c>http://host:5000</c>), or what it was started
    /// with as <c>--artifacts-destination</c>, a local folder or the URI of a registered repository (<c>s3://bucket/prefix</c>). The default is none: such a location is
    /// then refused. When the tracking store is a server it keeps its artifacts itself, and this is not used.
    /// </summary>
    public string? ArtifactsDestination { get; init; }

    /// <summary>
    /// Where a database that this client creates puts artifacts, and where new experiments without a location of their own put theirs. The default is the
    /// folder <c>mlruns</c> in the working directory, as with MLflow's own client.
    /// </summary>
    public string? DefaultArtifactRoot { get; init; }

    /// <summary>What opens artifact locations of other schemes (<c>s3:</c>, <c>wasbs:</c>). The default is none.</summary>
    public IReadOnlyList<IArtifactRepositoryScheme> Repositories { get; init; } = [];

    /// <summary>
    /// Whether an MLflow server may name local folders as artifact locations. Say so only of a server that you trust and that shares this machine's disks:
    /// what it names is then read and written. The default is false.
    /// </summary>
    public bool AllowLocalArtifacts { get; init; }

    /// <summary>
    /// For a file store (<c>./mlruns</c>): told of each experiment, run, model or version that a search leaves out because its files are damaged or half-written; it may be
    /// called on any thread. The default is none: then such a search fails with that error, so that nothing is missing unnoticed.
    /// </summary>
    public Action<LineaException>? OnDamagedEntry { get; init; }

    /// <summary>How to speak to MLflow servers: credentials, certificates, time-outs, repetitions. The default is what the environment says.</summary>
    public MlflowHttpOptions Http { get; init; } = new();

    /// <summary>How files are moved: how many at once, in which parts, and whether straight to and from a server's bucket. The default is what the environment says.</summary>
    public MlflowTransferOptions Transfers { get; init; } = new();

    /// <summary>The clock. The default is the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The type's name: a URI in here may hold credentials.</summary>
    public override string ToString() => nameof(MlflowClientOptions);
}
