using Xunit;

namespace LineaSharp.Python.Tests;

public sealed class PythonInterpreterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("linea-python-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_options_come_before_LINEA_PYTHON_before_the_virtual_environment_before_the_path()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The names are those of Unix.");
        var (asked, variable, venv, path) = (Make("asked/python"), Make("variable/python"), Make("venv/bin/python"), Make("path/python3"));
        var environment = new Dictionary<string, string?> { ["LINEA_PYTHON"] = variable, ["VIRTUAL_ENV"] = Path.Combine(_folder.FullName, "venv"), ["PATH"] = $"relative:{_folder.FullName}/nothing:{_folder.FullName}/path" };

        Assert.Equal(asked, Find(asked));
        Assert.Equal(path, Find("python3"));
        Assert.Equal(variable, Find(null));
        environment.Remove("LINEA_PYTHON");
        Assert.Equal(venv, Find(null));
        environment.Remove("VIRTUAL_ENV");
        Assert.Equal(path, Find(null));
        environment.Remove("PATH");
        Assert.Contains("LINEA_PYTHON", Assert.Throws<LineaException>(() => Find(null)).Message, StringComparison.Ordinal);

        string Find(string? interpreter) => PythonInterpreter.Find(interpreter, environment.GetValueOrDefault);
    }

    [Fact]
    public void A_name_that_leads_nowhere_is_told_with_its_place()
    {
        var error = Assert.Throws<LineaException>(() => PythonInterpreter.Find(null, name => name == "LINEA_PYTHON" ? "/no/such/python" : null));

        Assert.Equal(ErrorCode.NotConfigured, error.Code);
        Assert.Contains("LINEA_PYTHON names the interpreter '/no/such/python'", error.Message, StringComparison.Ordinal);
    }

    private string Make(string name)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, name));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, "");
        return file.FullName;
    }
}
