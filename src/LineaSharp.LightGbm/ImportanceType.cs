namespace LineaSharp.LightGbm;

/// <summary>How the importance of a feature is measured.</summary>
public enum ImportanceType
{
    /// <summary>In how many splits it is used.</summary>
    Split = 0,
    /// <summary>The sum of the gains of its splits.</summary>
    Gain = 1,
}
