namespace LineaSharp.Models;

/// <summary>How a model is made to predict.</summary>
public sealed record PyFuncOptions
{
    /// <summary>Which kind of engine may be used. The default is a native one where one can, else Python.</summary>
    public PyFuncEngines Engines { get; init; }

    /// <summary>
    /// Whether files may be loaded in ways that run code in them, such as Python's pickles. The default is false. For an artifact of a store the files are those that
    /// were saved there, and this is not asked.
    /// </summary>
    public bool TrustFiles { get; init; }
}

/// <summary>Kinds of engines.</summary>
public enum PyFuncEngines
{
    /// <summary>A native one where one can, else Python.</summary>
    Any,
    /// <summary>Native ones only.</summary>
    Native,
    /// <summary>Python only.</summary>
    Python,
}
