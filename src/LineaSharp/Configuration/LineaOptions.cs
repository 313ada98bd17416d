using System.Diagnostics.CodeAnalysis;
using System.Text;
using LineaSharp.Configuration;
using Microsoft.Extensions.Logging;

namespace LineaSharp;

/// <summary>The options of a store: where things are, which MLflow server is used, what is logged.</summary>
/// <remarks>
/// <para>
/// A value comes from the first of these that has one: <see cref="Set"/> (or a property); the command line; the environment variable
/// <c>LINEA_&lt;KEY&gt;</c>; the file <c>linea_config.json</c> in <c>home_dir</c>, or else in <c>$HOME</c>; the default. All are checked
/// when the options are made. The file is read then, and again when <c>home_dir</c> is set; nothing else touches the disk, and nothing is
/// ever created or contacted. An empty environment variable counts as not set.
/// </para>
/// <para>
/// Relative paths and <c>~</c> are made absolute when they are set: against the working directory, or in the file against the file's folder.
/// </para>
/// <para>Safe to use from several threads. Nothing is exported to the environment of the process.</para>
/// </remarks>
public sealed class LineaOptions
{
    private readonly Lock _writing = new();
    private readonly OptionLayer _commandLine;
    private readonly OptionLayer _environment;
    private readonly string _userFolder;
    private volatile Changeable _changeable;

    /// <summary>Reads the environment and the configuration file.</summary>
    /// <param name="commandLine">Options of the command line, by key (<c>home_dir</c>); a null value counts as not given. The default is none.</param>
    /// <param name="environment">Gives the value of an environment variable, or null. The default is the environment of the process.</param>
    /// <exception cref="ArgumentException">An unknown key on the command line.</exception>
    /// <exception cref="LineaException">NotConfigured: a value or the configuration file is malformed; the message names the place. PermissionDenied, Unavailable: the file is there and cannot be read.</exception>
    public LineaOptions(IReadOnlyDictionary<string, string?>? commandLine = null, Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        _userFolder = Folders.UserFolder(environment);
        _commandLine = commandLine is null ? OptionLayer.Empty("command line") : OptionLayer.CommandLine(commandLine, FromWorkingDirectory());
        _environment = OptionLayer.Environment(environment, FromWorkingDirectory());
        var set = OptionLayer.Empty("set");
        _changeable = new Changeable(set, FindFile(set));
    }

    /// <summary>The folder of everything that has no other place. The default is <c>$HOME/.linea</c>. Absolute.</summary>
    [AllowNull]
    public string HomeDir
    {
        get => Get(OptionKeys.HomeDir)!;
        set => Set(OptionKeys.HomeDir, value);
    }

    /// <summary>The folder (absolute) or URI (<c>s3://bucket/prefix</c>, kept as it is) of Linea's own artifacts. The default is <c>artifacts</c> in <see cref="HomeDir"/>.</summary>
    [AllowNull]
    public string ArtifactStorageDir
    {
        get => Get(OptionKeys.ArtifactStorageDir)!;
        set => Set(OptionKeys.ArtifactStorageDir, value);
    }

    /// <summary>The catalog's database: <c>sqlite:///file</c> (absolute) or <c>postgresql://…</c>. The default is <c>linea.db</c> in <see cref="HomeDir"/>.</summary>
    [AllowNull]
    public string DatabaseUrl
    {
        get => Get(OptionKeys.DatabaseUrl)!;
        set => Set(OptionKeys.DatabaseUrl, value);
    }

    /// <summary>What the storage of <see cref="ArtifactStorageDir"/> needs to know, credentials among it; for <see cref="Set"/> the text of a JSON object of strings. The default is nothing.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string> StorageOptions
    {
        get => StorageOptionsText.Read(Get(OptionKeys.StorageOptions) ?? "{}");
        set => Set(OptionKeys.StorageOptions, value is null ? null : StorageOptionsText.Write(value));
    }

    /// <summary>The MLflow tracking server: <c>databricks</c>, <c>http://…</c>, <c>sqlite:///mlflow.db</c>, <c>postgresql://…</c>. The default is none.</summary>
    public string? MlflowTrackingUri
    {
        get => Get(OptionKeys.MlflowTrackingUri);
        set => Set(OptionKeys.MlflowTrackingUri, value);
    }

    /// <summary>The MLflow model registry. The default is none, which means the tracking server.</summary>
    public string? MlflowRegistryUri
    {
        get => Get(OptionKeys.MlflowRegistryUri);
        set => Set(OptionKeys.MlflowRegistryUri, value);
    }

    /// <summary>
    /// What <c>mlflow-artifacts:/</c> stands for when the tracking server is a database that an MLflow server wrote: that server's address (<c>http://…</c>), or the folder
    /// (absolute) or URI that it was started with as <c>--artifacts-destination</c>. The default is none.
    /// </summary>
    public string? MlflowArtifactsDestination
    {
        get => Get(OptionKeys.MlflowArtifactsDestination);
        set => Set(OptionKeys.MlflowArtifactsDestination, value);
    }

    /// <summary>The storage backend of models for which none is asked: <c>linea</c> or <c>mlflow</c>. The default is <c>mlflow</c>; it matters only when <see cref="MlflowTrackingUri"/> is set.</summary>
    [AllowNull]
    public string DefaultMlModelsStorageBackend
    {
        get => Get(OptionKeys.DefaultMlModelsStorageBackend)!;
        set => Set(OptionKeys.DefaultMlModelsStorageBackend, value);
    }

    /// <summary>The least level that is logged. The default is <see cref="LogLevel.Warning"/>.</summary>
    public LogLevel LoggingLevel
    {
        get => OptionText.Level(Get(OptionKeys.LoggingLevel)!);
        set => Set(OptionKeys.LoggingLevel, value.ToString());
    }

    /// <summary>The file that log lines are appended to. The default is none, which means standard error. Absolute.</summary>
    public string? LoggingFile
    {
        get => Get(OptionKeys.LoggingFile);
        set => Set(OptionKeys.LoggingFile, value);
    }

    /// <summary>Sets an option, above all other places; null takes it back, so that the next place counts again.</summary>
    /// <exception cref="ArgumentException">There is no such key, and the message lists those that are; or the value is malformed. Nothing has changed.</exception>
    /// <exception cref="LineaException">The key is <c>home_dir</c>, and the configuration file of that folder is malformed or cannot be read. Nothing has changed.</exception>
    public void Set(string key, string? value)
    {
        Check(key);
        var canonical = value is null ? null : Canonical(key, value);
        lock (_writing)
        {
            var set = _changeable.Set.With(key, canonical);
            _changeable = new Changeable(set, key == OptionKeys.HomeDir ? FindFile(set) : _changeable.File);
        }
    }

    /// <summary>The value of an option as text, or null where it has neither a value nor a default. <c>storage_options</c> is JSON text.</summary>
    /// <exception cref="ArgumentException">There is no such key; the message lists those that are.</exception>
    public string? Get(string key)
    {
        Check(key);
        return Find(key, _changeable)?.Value;
    }

    /// <summary>All options, one per line, with where each comes from; passwords and the values of storage options are hidden.</summary>
    public override string ToString()
    {
        var changeable = _changeable;
        var lines = new StringBuilder();
        foreach (var key in OptionKeys.All)
            if (Find(key, changeable) is var (value, whence)) lines.Append(key).Append(" = ").Append(Shown(key, value)).Append(" (").Append(whence).Append(")\n");
        return lines.ToString();
    }

    private (string Value, string Whence)? Find(string key, Changeable changeable)
    {
        foreach (var layer in (ReadOnlySpan<OptionLayer?>)[changeable.Set, _commandLine, _environment, changeable.File])
            if (layer?.Find(key) is { } value) return (value, layer.Name);
        return Default(key, changeable) is { } standard ? (standard, "default") : null;
    }

    private string? Default(string key, Changeable changeable) => key switch
    {
        OptionKeys.HomeDir => DefaultHome,
        OptionKeys.ArtifactStorageDir => Path.Combine(Find(OptionKeys.HomeDir, changeable)!.Value.Value, "artifacts"),
        OptionKeys.DatabaseUrl => "sqlite:///" + Path.Combine(Find(OptionKeys.HomeDir, changeable)!.Value.Value, "linea.db"),
        OptionKeys.DefaultMlModelsStorageBackend => StorageBackend.Mlflow,
        OptionKeys.LoggingLevel => nameof(LogLevel.Warning),
        _ => null,
    };

    private string DefaultHome => Path.Combine(_userFolder, ".linea");

    // The file cannot say where the file is: here only the other places count.
    private OptionLayer? FindFile(OptionLayer set)
    {
        var home = set.Find(OptionKeys.HomeDir) ?? _commandLine.Find(OptionKeys.HomeDir) ?? _environment.Find(OptionKeys.HomeDir) ?? DefaultHome;
        return ConfigFile.Find([home, _userFolder], _userFolder);
    }

    private string Canonical(string key, string value)
    {
        try
        {
            return OptionText.Canonical(key, value, FromWorkingDirectory());
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"The option '{key}' is {LineaException.ShownOption(key, value)}: {e.Message}.", nameof(value), e);
        }
    }

    private Folders FromWorkingDirectory() => new(Environment.CurrentDirectory, _userFolder);

    private static void Check(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!OptionKeys.Has(key)) throw new ArgumentException(OptionKeys.Unknown(key), nameof(key));
    }

    private static string Shown(string key, string value) => key == OptionKeys.StorageOptions ? StorageOptionsText.Redacted(value) : Redact.Uri(value);

    /// <summary>What can change while the options live; replaced as a whole, so that a reader never sees half a change.</summary>
    private sealed record Changeable(OptionLayer Set, OptionLayer? File);
}
