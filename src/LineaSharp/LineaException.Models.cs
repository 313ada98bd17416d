using System.Globalization;

namespace LineaSharp;

public partial class LineaException
{
    internal static LineaException ModelHasNoFlavor(string name, IEnumerable<string> found) => new(
        ErrorCode.NotFound, $"The model has no flavor '{name}'. Its MLmodel file lists: {Names.Listed(found)}.");

    internal static LineaException FlavorKeyIsMissing(string key, IEnumerable<string> found) => new(
        ErrorCode.CorruptArtifact, $"The MLmodel file lacks the key '{key}' that the flavor needs. The flavor's keys are: {Names.Listed(found)}.");

    internal static LineaException FlavorValueIsNoText(string key, object value) => new(
        ErrorCode.CorruptArtifact, $"The flavor's key '{key}' in the MLmodel file should be text, and is a {value.GetType().Name}.");

    internal static LineaException ModelFileIsMissing(string file) => new(
        ErrorCode.CorruptArtifact, $"The model's file '{file}', which its MLmodel file names, is not there. Restore it from a backup, or save the model again.");

    internal static LineaException ModelFileIsLink(string file) => new(
        ErrorCode.CorruptArtifact, $"The model's file '{file}', which its MLmodel file names, is a link or lies behind one, and links are not followed.");

    internal static LineaException OnlyModelsLiveInMlflow(string artifact, string format) => new(
        ErrorCode.NotSupported, $"'{artifact}' ({format}) is no model, and MLflow holds models only. Leave it in linea.");

    internal static LineaException NoEngine(IEnumerable<string> flavors, IReadOnlyList<string> obstacles, LineaException? inner) => new(
        ErrorCode.NoFlavor, $"No engine can make a model of the flavors {Names.Listed(flavors)} predict. {(obstacles.Count == 0 ? "None is registered: add a flavor's package, or LineaSharp.Python" : string.Join("; ", obstacles))}.", inner);

    internal static LineaException YamlIsInvalid(string file, long line, string problem, Exception? inner = null) => new(
        ErrorCode.CorruptArtifact, string.Create(CultureInfo.InvariantCulture, $"The {file} is not valid: line {line}: {problem.TrimEnd('.')}."), inner);

    internal static LineaException YamlIsTooLarge(string file, long size, long limit) => new(
        ErrorCode.CorruptArtifact, string.Create(CultureInfo.InvariantCulture, $"The {file} has {size} bytes; at most {limit} are read."));
}

file static class Names
{
    public static string Listed(IEnumerable<string> names) => string.Join(", ", names.Take(20)) is { Length: > 0 } list ? list : "nothing";
}
