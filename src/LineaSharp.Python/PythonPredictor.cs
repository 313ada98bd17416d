using LineaSharp.Models;

namespace LineaSharp.Python;

/// <summary>A model with the flavor <c>python_function</c>, loaded in a session.</summary>
internal sealed class PythonPredictor : IPyFuncPredictor
{
    private readonly PythonObject _model;
    private readonly string? _folder;

    private PythonPredictor(PythonObject model, string engine, string? folder)
    {
        _model = model;
        _folder = folder;
        Engine = engine;
    }

    public string Engine { get; }

    public static async Task<PythonPredictor> OpenAsync(ModelDirectory directory, PythonSession session, CancellationToken ct)
    {
        var load = PythonLoad.OfPyFunc(directory, session);
        if (!load.NeedsFiles) return await OpenAsync(load, session, null, ct).ConfigureAwait(false);

        // The model may come back to its files (artifacts, modules) at any prediction.
        var folder = Directory.CreateTempSubdirectory("linea-python-").FullName;
        try
        {
            Copy(new DirectoryInfo(directory.Path), folder, ct);
            return await OpenAsync(PythonLoad.OfPyFunc(ModelDirectory.Open(folder, directory.IsTrusted), session), session, folder, ct).ConfigureAwait(false);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async Task<ModelData> PredictAsync(ModelData input, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
    {
        var answer = await _model.Session.SendAsync("predict", (command, values) =>
        {
            command["target"] = values.Write(_model);
            command["input"] = values.Write(input);
            command["params"] = values.Write(parameters);
        }, cancellationToken).ConfigureAwait(false);
        return ValueConversion.ToModelData(PythonSession.Value(answer));
    }

    public ValueTask DisposeAsync()
    {
        _model.Dispose();
        if (_folder is not null && Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<PythonPredictor> OpenAsync(PythonLoad load, PythonSession session, string? folder, CancellationToken ct)
    {
        var opened = (await session.SendAsync("open", load.Fill, ct).ConfigureAwait(false)).Json.GetProperty("result");
        return new(session.Object(opened.GetProperty("ref")), opened.GetProperty("engine").GetString()!, folder);
    }

    private static void Copy(DirectoryInfo from, string to, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        foreach (var file in from.EnumerateFiles()) file.CopyTo(Path.Combine(to, file.Name));
        foreach (var child in from.EnumerateDirectories()) Copy(child, Directory.CreateDirectory(Path.Combine(to, child.Name)).FullName, ct);
    }
}
