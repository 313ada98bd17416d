using System.Globalization;

namespace LineaSharp.Mlflow.Rest;

/// <summary>Environment variables as MLflow's client reads them; one that is empty counts as absent.</summary>
internal readonly struct Variables(Func<string, string?> read)
{
    public string? Text(string name) => read(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    public int? Whole(string name)
    {
        if (Text(name) is not { } text) return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw LineaException.BadHttpOption(name, text, "a whole number");
    }

    public long? Whole64(string name)
    {
        if (Text(name) is not { } text) return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw LineaException.BadHttpOption(name, text, "a whole number");
    }

    public TimeSpan? Seconds(string name)
    {
        if (Text(name) is not { } text) return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e9
            ? TimeSpan.FromSeconds(seconds)
            : throw LineaException.BadHttpOption(name, text, "a number of seconds");
    }

    public bool? Flag(string name) => Text(name)?.ToLowerInvariant() switch
    {
        null => null,
        "true" or "1" => true,
        "false" or "0" => false,
        var text => throw LineaException.BadHttpOption(name, text, "true or false"),
    };
}
