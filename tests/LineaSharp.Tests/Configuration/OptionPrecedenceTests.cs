using System.Text.Json;
using LineaSharp.Configuration;
using Xunit;

namespace LineaSharp.Tests.Configuration;

public sealed class OptionPrecedenceTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    /// <summary>Every key, with four values in their one spelling and the default (~ stands for the home folder).</summary>
    public static TheoryData<string, string, string, string, string, string?> EveryKey() => new()
    {
        { "home_dir", "/a", "/b", "/c", "/d", "~/.linea" },
        { "artifact_storage_dir", "/a/x", "s3://bucket/b", "/c/x", "/d/x", "~/.linea/artifacts" },
        { "database_url", "sqlite:////a.db", "postgresql://b/db", "sqlite:////c.db", "postgresql://d/db", "sqlite:///~/.linea/linea.db" },
        { "storage_options", """{"a":"1"}""", """{"b":"2"}""", """{"c":"3"}""", """{"d":"4"}""", null },
        { "mlflow_tracking_uri", "http://a", "databricks", "sqlite:///c.db", "postgresql://d", null },
        { "mlflow_registry_uri", "http://a", "databricks-uc", "sqlite:///c.db", "postgresql://d", null },
        { "mlflow_artifacts_destination", "http://a:5000", "/b", "s3://c/d", "/d", null },
        { "default_ml_models_storage_backend", "linea", "mlflow", "linea", "linea", "mlflow" },
        { "logging_level", "Trace", "Debug", "Information", "Error", "Warning" },
        { "logging_file", "/a.log", "/b.log", "/c.log", "/d.log", null },
    };

    [Theory, MemberData(nameof(EveryKey))]
    public void Set_beats_the_command_line_which_beats_the_environment_which_beats_the_file_which_beats_the_default(
        string key, string set, string commandLine, string environment, string file, string? standard)
    {
        standard = standard?.Replace("~", _machine.Home, StringComparison.Ordinal);
        Assert.Equal(standard, _machine.Options().Get(key));

        _machine.WriteConfig($$"""{ "{{key}}": {{JsonSerializer.Serialize(file)}} }""");
        Assert.Equal(file, _machine.Options().Get(key));

        _machine.Environment["LINEA_" + key.ToUpperInvariant()] = environment;
        Assert.Equal(environment, _machine.Options().Get(key));

        _machine.CommandLine[key] = commandLine;
        Assert.Equal(commandLine, _machine.Options().Get(key));

        var options = _machine.Options();
        options.Set(key, set);
        Assert.Equal(set, options.Get(key));
    }

    [Theory, MemberData(nameof(EveryKey))]
    public void Setting_null_brings_the_next_place_back(
        string key, string set, string commandLine, string environment, string file, string? standard)
    {
        Assert.DoesNotContain(set, (string?[])[commandLine, standard]);
        Assert.NotEmpty(environment + file);
        _machine.CommandLine[key] = commandLine;
        var options = _machine.Options();
        options.Set(key, set);

        options.Set(key, null);

        Assert.Equal(commandLine, options.Get(key));
    }

    [Fact]
    public void The_table_of_this_test_has_every_key() =>
        Assert.Equal(OptionKeys.All, EveryKey().Select(row => row.Data.Item1));

    [Fact]
    public void An_empty_environment_variable_and_a_null_on_the_command_line_count_as_not_set()
    {
        _machine.Environment["LINEA_LOGGING_LEVEL"] = "";
        _machine.CommandLine["logging_level"] = null;

        Assert.Equal("Warning", _machine.Options().Get("logging_level"));
    }

    [Fact]
    public void Storage_and_database_follow_a_changed_home_dir()
    {
        var options = _machine.Options();

        options.HomeDir = "/srv/team";

        Assert.Equal("/srv/team/artifacts", options.ArtifactStorageDir);
        Assert.Equal("sqlite:////srv/team/linea.db", options.DatabaseUrl);
    }

    [Fact]
    public void Storage_and_database_that_were_given_do_not_follow_home_dir()
    {
        _machine.Environment["LINEA_DATABASE_URL"] = "sqlite:////kept.db";
        _machine.Environment["LINEA_ARTIFACT_STORAGE_DIR"] = "/kept";
        var options = _machine.Options();

        options.HomeDir = "/srv/team";

        Assert.Equal("/kept", options.ArtifactStorageDir);
        Assert.Equal("sqlite:////kept.db", options.DatabaseUrl);
    }

    [Fact]
    public void Every_property_reads_and_sets_its_key()
    {
        var options = _machine.Options();

        options.HomeDir = "/h";
        options.ArtifactStorageDir = "s3://b/p";
        options.DatabaseUrl = "postgresql://h/d";
        options.StorageOptions = new Dictionary<string, string> { ["key"] = "value \"ü\"" };
        options.MlflowTrackingUri = "http://t";
        options.MlflowRegistryUri = "http://r";
        options.MlflowArtifactsDestination = "http://k";
        options.DefaultMlModelsStorageBackend = "LineaPy";
        options.LoggingLevel = Microsoft.Extensions.Logging.LogLevel.Debug;
        options.LoggingFile = "/l.log";

        Assert.Equal(
            ["/h", "s3://b/p", "postgresql://h/d", """{"key":"value \"ü\""}""", "http://t", "http://r", "http://k", "linea", "Debug", "/l.log"],
            OptionKeys.All.Select(options.Get));
        Assert.Equal("value \"ü\"", options.StorageOptions["key"]);
        Assert.Equal(
            ("/h", "s3://b/p", "postgresql://h/d", "http://t", "http://r", "http://k", "linea", Microsoft.Extensions.Logging.LogLevel.Debug, "/l.log"),
            (options.HomeDir, options.ArtifactStorageDir, options.DatabaseUrl, options.MlflowTrackingUri, options.MlflowRegistryUri, options.MlflowArtifactsDestination,
                options.DefaultMlModelsStorageBackend, options.LoggingLevel, options.LoggingFile));
    }

    [Fact]
    public void A_property_set_to_null_has_its_default_again()
    {
        var options = _machine.Options();
        options.HomeDir = "/h";
        options.MlflowTrackingUri = "http://t";
        options.StorageOptions = new Dictionary<string, string> { ["a"] = "b" };

        options.HomeDir = null;
        options.MlflowTrackingUri = null;
        options.StorageOptions = null;

        Assert.Equal(_machine.DefaultHomeDir, options.HomeDir);
        Assert.Null(options.MlflowTrackingUri);
        Assert.Empty(options.StorageOptions);
    }

    [Fact]
    public void Setting_an_option_leaves_the_process_environment_as_it_is()
    {
        _machine.Options().Set("mlflow_registry_uri", "http://nowhere-else");

        Assert.DoesNotContain("http://nowhere-else", Environment.GetEnvironmentVariables().Values.Cast<string>());
    }

    [Fact]
    public async Task Readers_and_writers_on_many_threads_see_whole_values()
    {
        var options = _machine.Options();

        await Parallel.ForAsync(0, 2000, TestContext.Current.CancellationToken, (i, _) =>
        {
            if (i % 2 == 0) options.Set(i % 4 == 0 ? "mlflow_tracking_uri" : "mlflow_registry_uri", $"http://{i}");
            Assert.StartsWith("http://", options.MlflowTrackingUri ?? "http://", StringComparison.Ordinal);
            return ValueTask.CompletedTask;
        });

        Assert.NotNull(options.MlflowTrackingUri);
        Assert.NotNull(options.MlflowRegistryUri);
    }
}
