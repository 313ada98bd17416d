using System.Text;
using Xunit;

namespace LineaSharp.Tests.Configuration;

public sealed class ConfigFileTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void The_file_in_home_dir_is_read_before_the_one_in_the_users_home()
    {
        _machine.WriteConfig("""{ "mlflow_tracking_uri": "http://user", "logging_level": "debug" }""");
        _machine.WriteConfig("""{ "mlflow_tracking_uri": "http://home-dir" }""", _machine.DefaultHomeDir);

        var options = _machine.Options();

        Assert.Equal("http://home-dir", options.MlflowTrackingUri);
        Assert.Equal("Warning", options.Get("logging_level"));
    }

    [Fact]
    public void Setting_home_dir_reads_the_file_there_and_unsetting_it_the_first_one_again()
    {
        var team = Path.Combine(_machine.Home, "team");
        _machine.WriteConfig("""{ "mlflow_tracking_uri": "http://team" }""", team);
        _machine.WriteConfig("""{ "mlflow_tracking_uri": "http://mine" }""");
        var options = _machine.Options();

        options.HomeDir = team;
        Assert.Equal("http://team", options.MlflowTrackingUri);

        options.HomeDir = null;
        Assert.Equal("http://mine", options.MlflowTrackingUri);
    }

    [Fact]
    public void Home_dir_from_the_environment_says_where_the_file_is()
    {
        var team = Path.Combine(_machine.Home, "team");
        _machine.WriteConfig("""{ "logging_level": "error" }""", team);
        _machine.Environment["LINEA_HOME_DIR"] = team;

        Assert.Equal("Error", _machine.Options().Get("logging_level"));
    }

    [Fact]
    public void A_malformed_file_in_a_new_home_dir_changes_nothing()
    {
        var bad = Path.Combine(_machine.Home, "bad");
        _machine.WriteConfig("{", bad);
        var options = _machine.Options();

        Assert.Throws<LineaException>(() => options.HomeDir = bad);

        Assert.Equal(_machine.DefaultHomeDir, options.HomeDir);
    }

    [Fact]
    public void Storage_options_are_an_object_in_the_file()
    {
        _machine.WriteConfig("""{ "storage_options": { "b": "2", "a": "ü" } }""");

        var options = _machine.Options();

        Assert.Equal("""{"a":"ü","b":"2"}""", options.Get("storage_options"));
        Assert.Equal("2", options.StorageOptions["b"]);
    }

    [Fact]
    public void Null_in_the_file_counts_as_not_there()
    {
        _machine.WriteConfig("""{ "mlflow_tracking_uri": null, "storage_options": null }""");

        var options = _machine.Options();

        Assert.Null(options.MlflowTrackingUri);
        Assert.Empty(options.StorageOptions);
    }

    [Fact]
    public void A_byte_order_mark_is_no_error()
    {
        File.WriteAllText(Path.Combine(_machine.Home, "linea_config.json"), """{ "logging_level": "error" }""", new UTF8Encoding(true));

        Assert.Equal("Error", _machine.Options().Get("logging_level"));
    }

    [Theory]
    [InlineData("", 1, 1, "expected '{'")]
    [InlineData("[]", 1, 1, "expected '{'")]
    [InlineData("{", 1, 2, "expected a key in double quotes and ':', or '}'")]
    [InlineData("{\n  'home_dir': 1}", 2, 3, "expected a key in double quotes")]
    [InlineData("{\n  \"home_dir\": /srv\n}", 2, 15, "expected a string in double quotes as the value of 'home_dir'")]
    [InlineData("{ \"home_dir\": \"/é\", }", 1, 21, "expected ',' and another key in double quotes, or '}'")]
    [InlineData("{ \"home_dir\": \"/é\" \"logging_level\": \"x\" }", 1, 20, "expected ',' and another key")]
    [InlineData("{ \"home_dir\": \"/é\" ", 1, 20, "expected ',' and another key")]
    [InlineData("{}\n{}", 2, 1, "expected nothing after the closing '}'")]
    [InlineData("{\n\t\"logging_level\": 3 }", 2, 19, "the value of 'logging_level' is a number: expected a string in double quotes")]
    [InlineData("{ \"mlflow_tracking_uri\": true }", 1, 26, "the value of 'mlflow_tracking_uri' is a boolean: expected a string")]
    [InlineData("{ \"home_dir\": [\"a\"] }", 1, 15, "the value of 'home_dir' is a list: expected a string")]
    [InlineData("{ \"home_dir\": {} }", 1, 3, "the value of 'home_dir' is an object: expected a string")]
    [InlineData("{ \"storage_options\": { \"anon\": false } }", 1, 32, "the value of 'anon' is a boolean: expected a string")]
    [InlineData("{ \"storage_options\": { \"a\": null } }", 1, 24, "the value of 'a' is null: expected a string")]
    [InlineData("{ \"storage_options\": { \"a\": topsecret } }", 1, 30, "expected a string in double quotes as the value of 'a'")]
    [InlineData("{ \"home_dir\": \"\\ud800\" }", 1, 15, "expected valid Unicode text")]
    [InlineData("{\n \"mlflow_uri\": \"x\" }", 2, 2, "No option 'mlflow_uri'. Did you mean 'mlflow_tracking_uri'? The options are: home_dir,")]
    [InlineData("{ \"logging_level\": \"info\", \"logging_level\": \"debug\" }", 1, 28, "the key 'logging_level' stands here for the second time")]
    public void A_malformed_file_is_named_with_line_column_and_what_was_expected(string json, int line, int column, string problem)
    {
        var path = _machine.WriteConfig(json);

        var error = Assert.Throws<LineaException>(_machine.Options);

        Assert.Equal(ErrorCode.NotConfigured, error.Code);
        Assert.StartsWith($"{path}, line {line}, column {column}: {problem}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_value_is_told_with_key_and_file()
    {
        var path = _machine.WriteConfig("""{ "logging_level": "loud" }""");

        var error = Assert.Throws<LineaException>(_machine.Options);

        Assert.StartsWith($"'logging_level' in {path} is 'loud': expected one of trace,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_a_folder_is_told_and_not_passed_over()
    {
        Directory.CreateDirectory(Path.Combine(_machine.Home, "linea_config.json"));

        var error = Assert.Throws<LineaException>(_machine.Options);

        Assert.Contains("is there and cannot be read", error.Message, StringComparison.Ordinal);
    }
}
