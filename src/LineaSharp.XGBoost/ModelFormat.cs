namespace LineaSharp.XGBoost;

/// <summary>The format of a model's file.</summary>
public enum ModelFormat
{
    /// <summary>Universal Binary JSON, <c>.ubj</c>.</summary>
    Ubj,
    /// <summary>JSON, <c>.json</c>.</summary>
    Json,
}
