using System.Globalization;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LineaSharp.Tests.Configuration;

public sealed class OptionValueTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("mlflow_uri", "mlflow_tracking_uri")]
    [InlineData("home-dir", "home_dir")]
    [InlineData("HOME_DIR", "home_dir")]
    [InlineData("loging_file", "logging_file")]
    public void An_unknown_key_is_an_error_that_lists_the_keys_and_the_nearest_one(string key, string nearest)
    {
        var options = _machine.Options();

        var set = Assert.Throws<ArgumentException>(() => options.Set(key, "x"));
        var get = Assert.Throws<ArgumentException>(() => options.Get(key));

        Assert.StartsWith($"No option '{key}'. Did you mean '{nearest}'? The options are: home_dir, artifact_storage_dir, database_url,", set.Message, StringComparison.Ordinal);
        Assert.Equal(set.Message, get.Message);
    }

    [Fact]
    public void A_key_like_no_other_is_answered_with_the_list_alone() => Assert.StartsWith(
        "No option 'x'. The options are:", Assert.Throws<ArgumentException>(() => _machine.Options().Get("x")).Message, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_key_on_the_command_line_is_an_error()
    {
        _machine.CommandLine["colour"] = "red";

        Assert.Contains("No option 'colour'", Assert.Throws<ArgumentException>(_machine.Options).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logging_level", "loud", "'loud': expected one of trace, debug, information, warning, error, critical, none")]
    [InlineData("logging_level", "3", "'3': expected one of")]
    [InlineData("default_ml_models_storage_backend", "mlfow", "'mlfow': expected one of linea, mlflow")]
    [InlineData("home_dir", "s3://bucket", "'s3://bucket': expected a local folder")]
    [InlineData("logging_file", "http://host/log", "expected a local file")]
    [InlineData("database_url", "mysql://u:pa/ss@host/db", "'mysql://u:***@host/db': expected sqlite:///<file> or postgresql://")]
    [InlineData("database_url", "sqlite:///", "expected sqlite:///<file>")]
    [InlineData("mlflow_tracking_uri", " http://u:secret@h", "' http://u:***@h': expected text without white space at its ends")]
    [InlineData("mlflow_tracking_uri", "http://h\nx", "expected text without control characters")]
    [InlineData("artifact_storage_dir", "   ", "expected a value")]
    [InlineData("storage_options", """{"secret": 1}""", "not valid: expected a JSON object of strings; at line 1, column 12, the value of 'secret' is a number")]
    [InlineData("storage_options", "topsecret", "not valid: expected a JSON object of strings; at line 1, column 2, expected '{'")]
    [InlineData("storage_options", """{"a": topsecret}""", "at line 1, column 8, expected a string in double quotes as the value of 'a'")]
    [InlineData("storage_options", """{"a": {"b": "topsecret"}}""", "the value of 'a' is an object: expected a string in double quotes")]
    public void A_malformed_value_is_an_error_that_names_its_place_and_hides_secrets(string key, string value, string problem)
    {
        var set = Assert.Throws<ArgumentException>(() => _machine.Options().Set(key, value));
        AssertTold($"The option '{key}' is ", set);

        _machine.Environment["LINEA_" + key.ToUpperInvariant()] = value;
        var environment = Assert.Throws<LineaException>(_machine.Options);
        AssertTold($"environment variable LINEA_{key.ToUpperInvariant()} is ", environment);
        Assert.Equal(ErrorCode.NotConfigured, environment.Code);

        _machine.Environment.Remove("LINEA_" + key.ToUpperInvariant());
        _machine.CommandLine[key] = value;
        AssertTold($"command line option --{key.Replace('_', '-')} is ", Assert.Throws<LineaException>(_machine.Options));

        void AssertTold(string start, Exception e)
        {
            Assert.StartsWith(start, e.Message, StringComparison.Ordinal);
            Assert.Contains(problem, e.Message, StringComparison.Ordinal);
            foreach (var hidden in (string[])["topsecret", "pa/ss", "u:secret"]) Assert.DoesNotContain(hidden, e.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_refused_value_leaves_the_old_one()
    {
        var options = _machine.Options();
        options.Set("logging_level", "debug");

        Assert.Throws<ArgumentException>(() => options.Set("logging_level", "loud"));

        Assert.Equal(LogLevel.Debug, options.LoggingLevel);
    }

    [Theory]
    [InlineData("INFO", LogLevel.Information)]
    [InlineData("information", LogLevel.Information)]
    [InlineData("Warning", LogLevel.Warning)]
    [InlineData("CRITICAL", LogLevel.Critical)]
    public void Levels_are_read_in_any_case(string text, LogLevel level)
    {
        var options = _machine.Options();

        options.Set("logging_level", text);

        Assert.Equal(level, options.LoggingLevel);
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void Keys_and_values_read_alike_in_every_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        try
        {
            _machine.Environment["LINEA_LOGGING_LEVEL"] = "INFO";
            _machine.Environment["LINEA_DEFAULT_ML_MODELS_STORAGE_BACKEND"] = "LINEAPY";
            _machine.Environment["LINEA_MLFLOW_TRACKING_URI"] = "http://I";

            var options = _machine.Options();

            Assert.Equal(("Information", "linea", "http://I"), (options.Get("logging_level"), options.DefaultMlModelsStorageBackend, options.MlflowTrackingUri));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_relative_path_starts_from_the_working_directory()
    {
        var options = _machine.Options();
        options.Set("home_dir", "store/here");
        options.Set("artifact_storage_dir", "../files");
        options.Set("logging_file", "linea.log");
        options.Set("database_url", "sqlite:///my.db");

        var here = Environment.CurrentDirectory;
        Assert.Equal(
            (Path.Combine(here, "store/here"), Path.GetFullPath(Path.Combine(here, "../files")), Path.Combine(here, "linea.log"), "sqlite:///" + Path.Combine(here, "my.db")),
            (options.HomeDir, options.ArtifactStorageDir, options.LoggingFile, options.DatabaseUrl));
    }

    [Fact]
    public void A_relative_path_in_the_file_starts_from_the_file()
    {
        _machine.WriteConfig("""{ "artifact_storage_dir": "files", "database_url": "sqlite:///my.db" }""");

        var options = _machine.Options();

        Assert.Equal(Path.Combine(_machine.Home, "files"), options.ArtifactStorageDir);
        Assert.Equal($"sqlite:///{_machine.Home}/my.db", options.DatabaseUrl);
    }

    [Theory]
    [InlineData("~", "")]
    [InlineData("~/team/store", "/team/store")]
    public void A_tilde_is_the_home_folder(string given, string below)
    {
        _machine.Environment["LINEA_HOME_DIR"] = given;
        _machine.Environment["LINEA_ARTIFACT_STORAGE_DIR"] = given;

        var options = _machine.Options();

        Assert.Equal(_machine.Home + below, options.HomeDir);
        Assert.Equal(_machine.Home + below, options.ArtifactStorageDir);
    }

    [Theory]
    [InlineData("s3://bucket/prefix")]
    [InlineData("s3://bucket//two/../slashes/")]
    [InlineData("wasbs://c@account.blob.core.windows.net/p")]
    public void A_uri_stays_as_it_is(string uri)
    {
        var options = _machine.Options();

        options.ArtifactStorageDir = uri;

        Assert.Equal(uri, options.ArtifactStorageDir);
    }

    [Theory]
    [InlineData("sqlite:///mlflow.db")]
    [InlineData("databricks://profile")]
    [InlineData("./mlruns")]
    public void A_tracking_uri_stays_as_it_is(string uri)
    {
        var options = _machine.Options();

        options.MlflowTrackingUri = uri;

        Assert.Equal(uri, options.MlflowTrackingUri);
    }

    [Fact]
    public void A_database_in_memory_is_no_file()
    {
        var options = _machine.Options();

        options.DatabaseUrl = "sqlite:///:memory:";

        Assert.Equal("sqlite:///:memory:", options.DatabaseUrl);
    }

    [Fact]
    public void Making_and_reading_options_creates_nothing()
    {
        _machine.WriteConfig("{}", Path.Combine(_machine.Home, "other"));
        var before = _machine.Everything().ToArray();
        var options = _machine.Options();

        options.HomeDir = Path.Combine(_machine.Home, "other");
        options.LoggingFile = Path.Combine(_machine.Home, "logs/linea.log");
        _ = (options.HomeDir, options.ArtifactStorageDir, options.DatabaseUrl, options.StorageOptions, options.ToString());
        options.HomeDir = Path.Combine(_machine.Home, "not there");

        Assert.Equal(before, _machine.Everything());
    }

    [Fact]
    public void Reading_an_option_reads_no_file_again()
    {
        var path = _machine.WriteConfig("""{ "mlflow_tracking_uri": "http://first" }""");
        var options = _machine.Options();

        File.WriteAllText(path, "not even JSON");

        Assert.Equal("http://first", options.MlflowTrackingUri);
    }

    [Fact]
    public void The_text_of_options_says_whence_and_hides_secrets()
    {
        _machine.Environment["LINEA_DATABASE_URL"] = "postgresql://linea:hunter2@db/linea?sslpassword=hunter3";
        _machine.WriteConfig("""{ "storage_options": { "aws_secret_access_key": "hunter4" } }""");
        var options = _machine.Options();
        options.MlflowTrackingUri = "https://me:hun/t@er5@host";

        var text = options.ToString();

        Assert.Equal(
            $$"""
            home_dir = {{_machine.Home}}/.linea (default)
            artifact_storage_dir = {{_machine.Home}}/.linea/artifacts (default)
            database_url = postgresql://linea:***@db/linea?sslpassword=*** (environment)
            storage_options = {"aws_secret_access_key":"***"} ({{_machine.Home}}/linea_config.json)
            mlflow_tracking_uri = https://me:***@host (set)
            default_ml_models_storage_backend = mlflow (default)
            logging_level = Warning (default)

            """,
            text);
    }
}
