using LineaSharp.Configuration;

namespace LineaSharp;

public partial class LineaException
{
    internal static LineaException MalformedOption(string whence, string key, string value, FormatException e) => new(
        ErrorCode.NotConfigured, $"{whence} is {ShownOption(key, value)}: {e.Message}.", e);

    internal static LineaException MalformedConfigFile(string path, OptionsJsonException e) => new(
        ErrorCode.NotConfigured, $"{path}, {e.Position}: {e.Problem.TrimEnd('.')}. Correct the file, or remove it to have the defaults.", e);

    internal static LineaException ConfigFileUnreadable(string path, Exception e) => new(
        e is UnauthorizedAccessException ? ErrorCode.PermissionDenied : ErrorCode.Unavailable,
        $"The configuration file '{path}' is there and cannot be read. Make it readable, or remove it to have the defaults.", e);

    internal static LineaException NoHomeFolder() => new(
        ErrorCode.NotConfigured, "The environment has no HOME, and the system knows no home folder of this user. Set HOME.");

    // storage_options are secrets as a whole; in the other values passwords are hidden.
    internal static string ShownOption(string key, string value)
    {
        if (key == OptionKeys.StorageOptions) return "not valid";
        var shown = string.Concat(Redact.Uri(value).Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return shown.Length > 200 ? $"'{shown[..200]}…'" : $"'{shown}'";
    }
}
