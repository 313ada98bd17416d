namespace LineaSharp.Models;

/// <summary>The manifest of a model directory.</summary>
public sealed class MLmodel
{
    /// <summary>Reads the text of an MLmodel file.</summary>
    public static MLmodel Parse(string yaml) => throw new NotImplementedException(yaml);

    /// <summary>The text of the MLmodel file.</summary>
    public string ToYaml() => throw new NotImplementedException();
}
