namespace LineaSharp.Mlflow;

/// <summary>Whether an experiment or run is in use or was deleted. What is deleted can be restored until MLflow's own <c>gc</c> removes it.</summary>
public enum LifecycleStage
{
    /// <summary>In use.</summary>
    Active,
    /// <summary>Deleted, and still restorable.</summary>
    Deleted,
}

/// <summary>Which experiments or runs a search looks at.</summary>
public enum ViewType
{
    /// <summary>Only those in use.</summary>
    ActiveOnly,
    /// <summary>Only deleted ones.</summary>
    DeletedOnly,
    /// <summary>Both.</summary>
    All,
}
