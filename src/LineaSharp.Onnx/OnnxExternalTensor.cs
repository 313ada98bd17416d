using System.Globalization;
using LineaSharp.Repositories;

namespace LineaSharp.Onnx;

/// <summary>A tensor whose values lie in another file beside the model.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="File">The file, relative to the model's folder; checked.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Length">How many bytes; null: to the file's end.</param>
internal sealed record OnnxExternalTensor(string Name, string File, long Offset, long? Length)
{
    public static OnnxExternalTensor Of(string name, IReadOnlyDictionary<string, string> entries)
    {
        var location = entries.GetValueOrDefault("location") ?? throw OnnxErrors.Damaged($"the tensor '{name}' lies in another file, and does not say in which");
        return new(name, RelativePath.Check(location, "an ONNX model"), Number(name, entries, "offset") ?? 0, Number(name, entries, "length"));
    }

    /// <summary>Checks that the file is there, is no link, and is long enough.</summary>
    public void Check(string folder)
    {
        var path = RelativePath.Resolve(folder, File, "an ONNX model");
        for (var step = path; step.Length > folder.Length; step = Path.GetDirectoryName(step)!)
            if (new FileInfo(step).LinkTarget is not null) throw OnnxErrors.IsLink(File);
        if (!System.IO.File.Exists(path)) throw OnnxErrors.Missing(File);
        var length = new FileInfo(path).Length;
        if (Length > length || Offset > length - (Length ?? 0)) throw OnnxErrors.TooShort(Name, File, Offset + (Length ?? 0), length);
    }

    private static long? Number(string name, IReadOnlyDictionary<string, string> entries, string key)
    {
        if (!entries.TryGetValue(key, out var text)) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw OnnxErrors.Damaged($"the {key} of the tensor '{name}' is '{text}'");
    }
}
