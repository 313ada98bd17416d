using LineaSharp.Models;

namespace LineaSharp.Scoring;

/// <summary>Choices of one forecast.</summary>
public sealed record ProphetOptions
{
    /// <summary>How many futures are simulated for the intervals, up to 1,000,000; 0 leaves all <c>_lower</c> and <c>_upper</c> columns out. The default is what the model was saved with.</summary>
    public int? UncertaintySamples { get; init; }

    /// <summary>What makes the simulation repeatable: the same seed gives the same intervals. The default is another one each time.</summary>
    public long? Seed { get; init; }

    /// <summary>
    /// The dates of the country's holidays, for a model that uses a country's: a table with the columns <c>ds</c> (dates) and <c>holiday</c> (the names that the model was
    /// trained with), covering every year of the forecast. The model's file holds their names and not their dates. The default is none.
    /// </summary>
    public Table? Holidays { get; init; }
}
