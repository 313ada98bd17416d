namespace LineaSharp.XGBoost;

/// <summary>How the importance of a feature is measured.</summary>
public enum ImportanceType
{
    /// <summary>In how many splits it is used.</summary>
    Weight,
    /// <summary>The mean gain of its splits.</summary>
    Gain,
    /// <summary>The mean number of rows, weighted by their hessians, that its splits see.</summary>
    Cover,
    /// <summary>The sum of the gains of its splits.</summary>
    TotalGain,
    /// <summary>The sum of what its splits see.</summary>
    TotalCover,
}
