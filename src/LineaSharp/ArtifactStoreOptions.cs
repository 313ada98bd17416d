using LineaSharp.Formats;
using LineaSharp.Models;
using LineaSharp.Repositories;
using Microsoft.Extensions.Logging;

namespace LineaSharp;

/// <summary>What an artifact store is composed of.</summary>
public sealed record ArtifactStoreOptions
{
    /// <summary>Where the store lives and which MLflow it knows. The default is read from the environment and linea_config.json.</summary>
    public LineaOptions? Options { get; init; }

    /// <summary>Flavors for ML models, in the order of preference. The default is none.</summary>
    public IReadOnlyList<IModelFlavor> Flavors { get; init; } = [];

    /// <summary>Engines for <see cref="PyFuncModel"/>, in the order of preference; a flavor that is one need not be named here again. The default is none.</summary>
    public IReadOnlyList<IPyFuncEngine> Engines { get; init; } = [];

    /// <summary>Formats that come before the built-in ones, in the order of preference. The default is none.</summary>
    public IReadOnlyList<IArtifactFormat> Formats { get; init; } = [];

    /// <summary>Artifact repositories beyond local paths. The default is none.</summary>
    public IReadOnlyList<IArtifactRepositoryScheme> Repositories { get; init; } = [];

    /// <summary>The clock. The default is the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where warnings go. The default follows the options logging_level and logging_file (standard error when no file is set).</summary>
    public ILogger? Logger { get; init; }

    /// <summary>
    /// How MLflow is spoken to: certificates, an injected handler, transfers, local artifacts of a server on the same disks. The default is what the environment says.
    /// </summary>
    /// <remarks>
    /// Its URIs are not used: the options mlflow_tracking_uri and mlflow_registry_uri say them, and an older version's own. Credentials in it go to the configured servers only.
    /// </remarks>
    public Mlflow.MlflowClientOptions Mlflow { get; init; } = new();

    internal Mlflow.MlflowHttpOptions MlflowHttp
    {
        get => Mlflow.Http;
        init => Mlflow = Mlflow with { Http = value };
    }
}
