using LineaSharp.Repositories;

namespace LineaSharp.Onnx;

/// <summary>The files of a model: its bytes in memory, or, where tensors lie in other files, copies of all in a private temporary folder.</summary>
internal sealed class OnnxFiles : IDisposable
{
    private const string ModelFile = "model.onnx";

    private readonly string? _folder;

    private OnnxFiles(OnnxGraph graph, byte[]? bytes, string? folder)
    {
        Graph = graph;
        Bytes = bytes;
        _folder = folder;
    }

    public OnnxGraph Graph { get; }

    /// <summary>The model's bytes; null when it lies in a folder.</summary>
    public byte[]? Bytes { get; }

    /// <summary>The model's file; null when it is in memory.</summary>
    public string? Path => _folder is null ? null : System.IO.Path.Combine(_folder, ModelFile);

    public static OnnxFiles OfBytes(byte[] bytes)
    {
        var graph = OnnxGraph.Read(bytes);
        if (graph.ExternalTensors.Count > 0)
            throw OnnxErrors.Damaged($"its tensor '{graph.ExternalTensors[0].Name}' lies in the file '{graph.ExternalTensors[0].File}', and bytes alone were given; give the file's path");
        return new(graph, bytes, null);
    }

    public static OnnxFiles OfFile(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var graph = OnnxGraph.Read(bytes);
        if (graph.ExternalTensors.Count == 0) return new(graph, bytes, null);

        var source = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        foreach (var tensor in graph.ExternalTensors) tensor.Check(source);
        var folder = Directory.CreateTempSubdirectory("linea-onnx-").FullName;
        try
        {
            File.WriteAllBytes(System.IO.Path.Combine(folder, ModelFile), bytes);
            foreach (var file in FilesOf(graph)) File.Copy(System.IO.Path.Combine(source, file), Below(folder, file));
            return new(graph, null, folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async Task WriteAsync(string modelPath, CancellationToken ct)
    {
        if (Bytes is not null)
        {
            await File.WriteAllBytesAsync(modelPath, Bytes, ct).ConfigureAwait(false);
            return;
        }
        var target = System.IO.Path.GetDirectoryName(modelPath)!;
        File.Copy(Path!, modelPath);
        foreach (var file in FilesOf(Graph))
        {
            ct.ThrowIfCancellationRequested();
            File.Copy(System.IO.Path.Combine(_folder!, file), Below(target, file));
        }
    }

    public void Dispose()
    {
        if (_folder is not null && Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<string> FilesOf(OnnxGraph graph) => graph.ExternalTensors.Select(t => t.File).Distinct(StringComparer.Ordinal);

    private static string Below(string folder, string file)
    {
        var path = RelativePath.Resolve(folder, file, "an ONNX model");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }
}
